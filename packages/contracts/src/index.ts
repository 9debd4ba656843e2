export * from './categories.ts';
export * from './conflict-policies.ts';
export * from './error-codes.ts';
export * from './keep-rules.ts';
export * from './left-reasons.ts';
export * from './outcome-codes.ts';
export * from './reclaim-actions.ts';
export * from './results.ts';
