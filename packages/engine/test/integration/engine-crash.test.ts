import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crash, expectation, organize, plant, says, VARIANTS, wayAfter } from '../support/crash-bench.ts';

for (const variant of VARIANTS) {
  for (const turn of [0, 1]) {
    test(`${variant.title} survives a crash or power cut at every step, turn ${turn + 1}`, async () => {
      const expected = await expectation(variant);
      assert.ok(expected.steps > 30);
      for (let step = 1; step <= expected.steps; step++) {
        const { way, goOn } = wayAfter(step + turn);
        await says(`${way} after step ${step}`, async () => {
          const bench = plant(variant, step);
          await crash(bench, step, () => organize(bench, variant.request));
          await goOn(bench, expected);
        });
      }
    });
  }
}
