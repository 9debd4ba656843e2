/**
 * Loaded with `--import` into every process under the tests while coverage is measured. Node keeps stripped sources in
 * its compile cache, but compiled functions as well, whose branches are then not counted; so that cache is off, and each
 * process would strip every file again, which takes longer than all else it does. Here it reads what
 * `strip-all.ts` has stripped into the folder that the query of this address names; to V8 nothing changes.
 *
 * JavaScript, since a hook in TypeScript would itself be stripped in each process.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { URL } from 'node:url';

const folder = new URL(import.meta.url).searchParams.get('folder');

registerHooks({
  load(url, context, nextLoad) {
    const source = context.format === 'module-typescript' ? strippedOf(new URL(url)) : undefined;
    return source === undefined ? nextLoad(url, context) : { format: 'module', source, shortCircuit: true };
  },
});

/** The stripped source, or nothing of a file that came after all were stripped. */
function strippedOf(url) {
  try {
    return readFileSync(`${folder}/${createHash('sha1').update(readFileSync(url)).digest('hex')}`, 'utf8');
  } catch {
    return undefined;
  }
}
