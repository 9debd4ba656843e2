export { serve, type ServeOptions } from './app/serve.ts';
