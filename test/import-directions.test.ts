import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { runStep } from '../scripts/run-step.ts';
import { plantHouse } from './planted-house.ts';

/** Code that keeps to the rules: path and source. */
const ALLOWED = {
  'packages/contracts/src/index.ts': `import { Type } from 'typebox';\nexport const kind = Type.String();\n`,
  'packages/engine/src/index.ts': `export * from './operations/engine.ts';\n`,
  'packages/engine/src/names/name.ts': `export const name = 'a';\n`,
  'packages/engine/src/table/table.ts': `export * from '../names/name.ts';\n`,
  'packages/engine/src/ports/port.ts': `export interface Port {\n  readonly table: 1;\n}\n`,
  'packages/engine/src/errors/error.ts': `import type { kind } from '@kempt/contracts';\nexport type Kind = typeof kind;\n`,
  'packages/engine/src/rules/rule.ts': `import { join } from 'node:path';\nexport const rule = join('a', 'b');\n`,
  'packages/engine/src/plan/plan.ts': `import type { Port } from '../ports/port.ts';\nexport type { Port };\n`,
  'packages/engine/src/scan/scan.ts': `export { type Port } from '../ports/port.ts';\n`,
  'packages/engine/src/apply/apply.ts': `export * from '../plan/plan.ts';\nexport * from '../journal/journal.ts';\n`,
  'packages/engine/src/apply/circle-b.ts': `import './circle-a.ts';\n`,
  'packages/engine/src/journal/journal.ts': `export * from '../table/table.ts';\n`,
  'packages/engine/src/fs/disk.ts': `import koffi from 'koffi';\nimport fs from 'node:fs';\nexport { fs, koffi };\n`,
  'packages/engine/src/testing/fake.ts': `export * from '../fs/disk.ts';\n`,
  'packages/engine/src/operations/engine.ts': `export * from '../fs/disk.ts';\nexport * from '../apply/apply.ts';\n`,
  'packages/cli/src/main.ts': `export * from '@kempt/engine';\nexport * from '@kempt/contracts';\n`,
  'packages/client/src/index.ts': `export * from '@kempt/contracts';\n`,
  'packages/engine/test/unit/fs/disk.test.ts': `import 'node:fs';\nimport '../../../src/testing/fake.ts';\n`,
};

/** Code that breaks a rule: path, source, and the rules that must report it. */
const FORBIDDEN: readonly (readonly [path: string, source: string, ...rules: string[]])[] = [
  ['engine/src/plan/reads.ts', `import 'node:fs';`, 'pure-rooms-touch-nothing', 'only-fs-room-touches-disk'],
  ['engine/src/plan/reads-bare.ts', `import 'fs/promises';`, 'pure-rooms-touch-nothing', 'only-fs-room-touches-disk'],
  [
    'engine/src/plan/reads-late.ts',
    `await import('node:fs');`,
    'pure-rooms-touch-nothing',
    'only-fs-room-touches-disk',
  ],
  ['engine/src/rules/asks-disk.ts', `import '../fs/disk.ts';`, 'engine-pure-rooms'],
  ['engine/src/rules/passes-on.ts', `export * from '../fs/disk.ts';`, 'engine-pure-rooms'],
  ['engine/src/rules/type-alone.ts', `import type {} from '../fs/disk.ts';`, 'engine-pure-rooms'],
  ['engine/src/report/scans.ts', `import '../scan/scan.ts';`, 'engine-pure-rooms'],
  ['engine/src/report/spawns.ts', `import 'node:child_process';`, 'pure-rooms-touch-nothing'],
  ['engine/src/names/climbs.ts', `import '../scan/scan.ts';`, 'engine-bottom-rooms'],
  ['engine/src/table/random.ts', `import 'node:crypto';`, 'pure-rooms-touch-nothing'],
  ['engine/src/ports/climbs.ts', `import '../plan/plan.ts';`, 'engine-ports-and-errors'],
  ['engine/src/scan/asks-disk.ts', `import '../fs/disk.ts';`, 'engine-scan'],
  ['engine/src/apply/climbs.ts', `import '../operations/engine.ts';`, 'engine-apply'],
  ['engine/src/undo/calls-native.ts', `import 'koffi';`, 'native-calls-in-fs-room'],
  ['engine/src/similar/decodes.ts', `import 'sharp';`, 'decoders-in-images-room'],
  ['engine/src/images/scans.ts', `import '../scan/scan.ts';`, 'engine-images'],
  ['engine/src/fs/plans.ts', `import '../plan/plan.ts';`, 'engine-disk-and-testing'],
  ['engine/src/operations/fakes.ts', `import '../testing/fake.ts';`, 'production-knows-no-testing'],
  ['engine/src/operations/calls-home.ts', `import 'node:https';`, 'nothing-leaves-the-machine'],
  [
    'engine/src/journal/asks-app.ts',
    `import '../../../cli/src/main.ts';`,
    'engine-knows-no-app',
    'engine-journal',
    'through-the-entry',
  ],
  ['engine/src/identify/lost.ts', `import './not-there.ts';`, 'resolvable'],
  ['contracts/src/asks-engine.ts', `import '@kempt/engine';`, 'contracts-is-bottom'],
  ['contracts/src/asks-node.ts', `import 'node:path';`, 'contracts-is-bottom', 'contracts-touch-nothing'],
  ['client/src/asks-engine.ts', `import '@kempt/engine';`, 'client-knows-contracts'],
  ['client/src/listens.ts', `import 'node:net';`, 'client-runs-anywhere'],
  ['cli/src/reads.ts', `import 'node:fs';`, 'only-fs-room-touches-disk'],
  ['cli/src/side-door.ts', `import '../../engine/src/fs/disk.ts';`, 'through-the-entry'],
  ['cli/src/fakes.ts', `import '@kempt/engine/testing/fake';`, 'production-knows-no-testing'],
  ['engine/src/apply/circle-a.ts', `import './circle-b.ts';`, 'no-circular'],
];

interface Cruise {
  readonly modules: readonly { readonly source: string; readonly dependencies: readonly { resolved: string }[] }[];
  readonly summary: { readonly violations: readonly { readonly from: string; readonly rule: { name: string } }[] };
}

const planted = Object.fromEntries(FORBIDDEN.map(([path, source]) => [`packages/${path}`, `${source}\n`]));
const house = plantHouse({ ...ALLOWED, ...planted });
after(() => {
  house.remove();
});
const tool = 'dependency-cruiser/bin/dependency-cruiser.mjs';
const args = ['packages', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'];
const { output } = await runStep({ name: 'import directions', tool, args }, house.root);
const cruise = JSON.parse(output) as Cruise;

for (const [path, source, ...rules] of FORBIDDEN) {
  test(`reports ${source} in ${path}`, () => {
    const reports = cruise.summary.violations.filter(({ from }) => from === `packages/${path}`);
    assert.deepEqual(reports.map(({ rule }) => rule.name).sort(), rules.toSorted());
  });
}

test('reports nothing else', () => {
  const reported = new Set(cruise.summary.violations.map(({ from }) => from));
  assert.deepEqual([...reported].sort(), Object.keys(planted).sort());
});

test('sees the edges between packages', () => {
  const main = cruise.modules.find(({ source }) => source === 'packages/cli/src/main.ts');
  assert.deepEqual(main?.dependencies.map(({ resolved }) => resolved).sort(), [
    'packages/contracts/src/index.ts',
    'packages/engine/src/index.ts',
  ]);
});
