/** `npm run client`: writes the types of the client from the routes of the service. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientSchema } from './client-schema.ts';

writeFileSync(join(import.meta.dirname, '..', 'packages/client/src/schema.ts'), await clientSchema());
