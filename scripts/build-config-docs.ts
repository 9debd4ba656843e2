/** `node scripts/build-config-docs.ts`: writes docs/CONFIG.md and .env.example from the settings of the service. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configDocs, exampleEnvironment } from './config-docs.ts';

const ROOT = join(import.meta.dirname, '..');
writeFileSync(join(ROOT, 'docs', 'CONFIG.md'), await configDocs());
writeFileSync(join(ROOT, '.env.example'), exampleEnvironment());
