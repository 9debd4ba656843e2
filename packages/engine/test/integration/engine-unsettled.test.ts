import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KemptError } from '../../src/errors/kempt-error.ts';
import { countSteps, crash, organize } from '../support/crash-bench.ts';
import { createEngineBench, gather, TREE, type EngineBench } from '../support/engine-bench.ts';

function bench(): EngineBench {
  const made = createEngineBench();
  for (const name of ['a.txt', 'b.png']) made.disk.writeFile(`${TREE}/${name}`, name);
  made.later();
  return made;
}

const isCode = (code: string) => (error: unknown) => error instanceof KemptError && error.code === code;

/** The undo script of the only operation, or the code of the refusal. */
async function scriptOf({ engine, world }: EngineBench): Promise<string> {
  const [id = 'none'] = await world.journalStore.list();
  try {
    return Buffer.concat(await gather(engine.undoScript(id))).toString();
  } catch (error) {
    if (error instanceof KemptError) return error.code;
    throw error;
  }
}

test('writes no undo script of an operation that was cut short before it is settled', async () => {
  const counted = bench();
  const steps = await countSteps(counted, () => organize(counted, {}));
  const refused: number[] = [];
  for (let step = 1; step <= steps; step++) {
    const crashed = bench();
    await crash(crashed, step, () => organize(crashed, {}));
    const unsettled = await scriptOf(crashed);
    await crashed.engine.recover({});
    const settled = await scriptOf(crashed);
    assert.notEqual(settled, 'operation_unfinished');
    if (unsettled === 'operation_unfinished') refused.push(step);
    else assert.equal(unsettled, settled, `crash at step ${step} of ${steps}`);
  }
  assert.ok(refused.length > 1, String(refused));
});

test('removes nothing from the history that a process is at work on', async () => {
  const made = bench();
  const { engine, world } = made;
  const plan = await engine.planOrganize({ root: TREE });
  await plan.apply();
  made.later();
  const files = await world.journalStore.open(plan.operationId);
  await assert.rejects(engine.prune([plan.operationId]), isCode('operation_busy'));
  await files.close();
  assert.equal((await engine.history()).length, 1);
  await engine.prune([plan.operationId]);
  assert.deepEqual(await engine.history(), []);
});
