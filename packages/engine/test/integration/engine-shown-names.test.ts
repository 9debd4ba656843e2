import assert from 'node:assert/strict';
import { test } from 'node:test';
import { displayName } from '../../src/names/display-name.ts';
import { decodeRaw } from '../../src/names/raw-string.ts';
import { createEngineBench, gather } from '../support/engine-bench.ts';

/** Not UTF-8, a control character, and a backslash. */
const ODD = decodeRaw(Buffer.from('o\xffdd\x1b\\', 'latin1'));
const ROOT = `/home/me/${ODD}`;
const NAMED = ['path', 'original_path', 'new_path', 'root', 'destination', 'companion_of'];

/** Checks that every name that is shown escaped comes with the bytes it stands for; answers how many there are. */
function checkNames(value: unknown, where: string): number {
  if (typeof value !== 'object' || value === null) return 0;
  let found = 0;
  for (const [key, entry] of Object.entries(value)) {
    found += checkNames(entry, `${where}.${key}`);
    if (!NAMED.includes(key) || typeof entry !== 'string' || !entry.includes('\\')) continue;
    const base64: unknown = Reflect.get(value, `${key}_base64`);
    assert.ok(typeof base64 === 'string', `${where}.${key} has no bytes`);
    assert.equal(displayName(decodeRaw(Buffer.from(base64, 'base64'))), entry);
    found++;
  }
  return found;
}

test('every name that is shown escaped comes with its bytes, in whatever is told about an operation', async () => {
  const bench = createEngineBench();
  const { engine, disk } = bench;
  const settled = { mtime: 1_600_000_000_000_000_000n };
  const into = `/home/me/sorted ${ODD}`;
  const png = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  for (const folder of ['1', '2']) disk.writeFile(`${ROOT}/${folder}/${ODD}.jpg`, png, settled);
  disk.writeFile(`${ROOT}/${ODD}.xmp`, 'x', settled);
  disk.writeFile(`${ROOT}/${ODD}.nef`, 'x', settled);
  disk.writeFile(`${ROOT}/closed ${ODD}.txt`, 'x', { ...settled, mode: 0o000 });
  bench.later();
  const told: Record<string, unknown> = {
    scan: await engine.scan({ root: ROOT }),
    companion: await engine.explain(`${ROOT}/${ODD}.xmp`, {}),
  };
  const skipping = await engine.planOrganize({ root: ROOT, onConflict: 'skip' });
  told['conflicts'] = skipping.preview.conflicts;
  await skipping.discard();
  const planned = await engine.planOrganize({ root: ROOT, into, template: '{root}/{filename}' });
  told['preview'] = planned.preview;
  told['lines'] = await gather(planned.lines());
  const { operation_id: operationId } = await planned.apply();
  told['history'] = await engine.history();
  told['show'] = await engine.show(operationId);
  told['report'] = await engine.reportData(operationId);
  told['rows'] = await gather(engine.reportRows(operationId));
  disk.remove(into);
  told['verify'] = await engine.verify({ operationId });
  told['undo'] = await engine.undo({ operationId });
  for (const [what, value] of Object.entries(told)) assert.ok(checkNames(value, what) > 0, what);
});
