import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { CHECK_STEPS } from '../scripts/check-steps.ts';
import { describeSteps, runSteps } from '../scripts/run-steps.ts';
import { plantHouse } from './planted-house.ts';

const SOUND = {
  'packages/contracts/src/index.ts': `/** How many there are. */\nexport const COUNT = 2;\n`,
  'packages/engine/src/index.ts': `export { COUNT } from '@kempt/contracts';\n`,
  'packages/cli/src/main.ts': `import { COUNT } from '@kempt/engine';\n\nprocess.exitCode = COUNT;\n`,
};
const FAULTY = {
  ...SOUND,
  'packages/engine/src/plan/undocumented.ts': `export const value = 1;\n`,
  'packages/engine/src/plan/mistyped.ts': `const text: string = 1;\nconsole.log(text);\n`,
  'packages/engine/src/plan/unformatted.ts': `void   0;\n`,
  'packages/engine/src/plan/reading.ts': `import 'node:fs';\n`,
};

const sound = plantHouse(SOUND);
const faulty = plantHouse(FAULTY);
after(() => {
  sound.remove();
  faulty.remove();
});

test('passes code without a fault', async () => {
  const results = await runSteps(
    CHECK_STEPS.filter(({ name }) => name !== 'lint'),
    sound.root,
  );
  assert.ok(
    results.every(({ passed }) => passed),
    describeSteps(results).join('\n'),
  );
});

test('reports faults of every kind at once', async () => {
  const results = await runSteps(CHECK_STEPS, faulty.root);
  const output = Object.fromEntries(results.map((result) => [result.name, stripVTControlCharacters(result.output)]));
  assert.match(output['lint'] ?? '', /undocumented\.ts\n\s+1:8\s+error\s+Missing JSDoc comment/);
  assert.match(output['types'] ?? '', /mistyped\.ts\(1,7\): error TS2322/);
  assert.match(output['format'] ?? '', /\[warn\] packages\/engine\/src\/plan\/unformatted\.ts/);
  assert.match(
    output['import directions'] ?? '',
    /only-fs-room-touches-disk: packages\/engine\/src\/plan\/reading\.ts/,
  );
  assert.match(output['dead code'] ?? '', /Unused files[^]*packages\/engine\/src\/plan\/undocumented\.ts/);
  assert.equal(describeSteps(results).filter((line) => line.endsWith('FAILED')).length, CHECK_STEPS.length);
});
