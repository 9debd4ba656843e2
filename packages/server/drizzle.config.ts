import { defineConfig } from 'drizzle-kit';

/** How `npm run migration` turns a change of the schema into SQL. */
export default defineConfig({
  dialect: 'postgresql',
  schema: './src/platform/db/schema/index.ts',
  out: './src/platform/db/migrations',
});
