/** `node scripts/strip-all.ts FOLDER`: keeps the source of every file without its types, for `read-stripped.js`. */
import { createHash } from 'node:crypto';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const [, , folder = ''] = process.argv;

for (const file of globSync(['packages/*/{src,test}/**/*.ts', '{bench,scripts,test}/**/*.ts'], { cwd: ROOT })) {
  const text = readFileSync(join(ROOT, file), 'utf8');
  writeFileSync(join(folder, createHash('sha1').update(text).digest('hex')), stripTypeScriptTypes(text));
}
