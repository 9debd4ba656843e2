export * from './categories.ts';
export * from './files.ts';
export * from './operations.ts';
export * from './people.ts';
export * from './reports.ts';
export * from './roots.ts';
export * from './shared.ts';
export * from './uploads.ts';
