/** `node scripts/build-error-docs.ts`: writes docs/ERRORS.md from the error codes. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorDocs } from './error-docs.ts';

writeFileSync(join(import.meta.dirname, '..', 'docs', 'ERRORS.md'), await errorDocs());
