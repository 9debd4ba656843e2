export { ADMIN_TASKS, type IndexUse } from './app/administer.ts';
export { serve } from './app/serve.ts';
export type { ChainAnchor, ChainVerdict } from './platform/audit/verify-chain.ts';
export type { ServiceProcess } from './app/with-database.ts';
export { work } from './app/work.ts';
