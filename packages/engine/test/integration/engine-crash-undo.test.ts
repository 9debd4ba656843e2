import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  countSteps,
  crash,
  expectation,
  organize,
  places,
  plant,
  says,
  VARIANTS,
  wayAfter,
} from '../support/crash-bench.ts';
import { STICK, wholeTree, type EngineBench } from '../support/engine-bench.ts';

for (const variant of VARIANTS) {
  test(`taking back ${variant.title} survives a crash at every step`, async () => {
    const { first, organized, withInodes } = await expectation(variant);
    const prepare = async (seed: number): Promise<EngineBench> => {
      const bench = plant(variant, seed);
      await organize(bench, variant.request);
      bench.later();
      return bench;
    };
    const counted = await prepare(1);
    const steps = await countSteps(counted, () => counted.engine.undo({}));
    for (let step = 1; step <= steps; step++) {
      await says(`crash at step ${step}`, async () => {
        const bench = await prepare(step);
        await crash(bench, step, () => bench.engine.undo({}));
        const back = step % 3 === 0;
        await bench.engine.recover({ then: back ? 'roll_back' : 'finish' });
        bench.later();
        const [newest] = await bench.engine.history();
        const organize = (await bench.engine.history()).find(({ type }) => type === 'organize');
        if (newest !== undefined && (organize?.undone === 'yes') === back)
          await bench.engine.undo({ operationId: newest.operation_id });
        if (back) {
          assert.deepEqual(places(bench), organized);
          bench.later();
          await bench.engine.undo({ operationId: organize?.operation_id ?? '' });
        }
        assert.deepEqual(wholeTree(bench, withInodes), first);
      });
    }
  });
}

test('a recovery survives a crash at every step of its own', async () => {
  const variant = { title: '', request: { into: `${STICK}/new` } };
  const expected = await expectation(variant);
  for (const cut of [0.5, 0.7, 0.9].map((part) => Math.round(expected.steps * part))) {
    const prepare = async (): Promise<EngineBench> => {
      const bench = plant(variant, 1);
      await crash(bench, cut, () => organize(bench, variant.request));
      return bench;
    };
    const counted = await prepare();
    const steps = await countSteps(counted, () => counted.engine.recover({}));
    for (let step = 1; step <= steps; step++) {
      await says(`cut at ${cut}, recovery cut at ${step}`, async () => {
        const bench = await prepare();
        await crash(bench, step, () => bench.engine.recover({}));
        await wayAfter(step).goOn(bench, expected);
      });
    }
  }
});
