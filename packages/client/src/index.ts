export { ApiError, take } from './api-error.ts';
export { createClient, type Client, type ClientOptions, type Credentials } from './create-client.ts';
export { openLive, type Live, type LiveListener, type LiveOptions, type LiveState } from './open-live.ts';
export type { components, operations, paths } from './schema.ts';
