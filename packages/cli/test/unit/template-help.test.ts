import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createEngine, KemptError } from '@kempt/engine';
import { TEMPLATE_HELP } from '../../src/definitions/template-help.ts';

/** The words the engine names when it does not know one. */
async function known(template: string): Promise<string[]> {
  const engine = createEngine({ stateFolder: join(tmpdir(), 'kempt-nowhere') });
  const refused: unknown = await engine.explain('/nowhere', { template }).catch((error: unknown) => error);
  await engine.close();
  assert.ok(refused instanceof KemptError);
  return /^Known are (.*)\.$/.exec(refused.hint ?? '')?.[1]?.split(', ') ?? [];
}

test('the help names every field and filter there is, and no other', async () => {
  const fields = await known('{artist}');
  const filters = await known('{name|zzzzzzzzzz}');
  assert.ok(fields.length > 20 && filters.length > 5);
  const lists = Array.from(
    TEMPLATE_HELP.matchAll(/^ {2}(?:path|type|dates|of taken|others|filters) +([^A-Z]*?)$(?=\n {2}\S)/gm),
  );
  const words = lists.flatMap(([, list = '']) => list.split(/,\s+/));
  assert.deepEqual(words.toSorted(), [...fields, ...filters].toSorted());
});
