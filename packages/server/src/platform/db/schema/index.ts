export * from './audit.ts';
export * from './changes.ts';
export * from './operations.ts';
export * from './people.ts';
export * from './records.ts';
export * from './roots.ts';
export * from './uploads.ts';
