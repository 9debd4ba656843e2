import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { OrganizeRequest } from '../../src/operations/engine.ts';
import { countSteps, crash, organize, says } from '../support/crash-bench.ts';
import { createEngineBench, TREE, wholeTree, type EngineBench } from '../support/engine-bench.ts';

const REQUEST: Partial<OrganizeRequest> = { duplicates: 'hardlink', template: '{year}/{filename}' };

interface Planted {
  readonly path: string;
  readonly content: string;
  /** Decides where it goes. */
  readonly year: number;
}

/** Duplicates and a file of its own that trade places in one ring, in which each finds the name it wants taken. */
const RING: readonly Planted[] = ['same', 'same', 'another', 'twin', 'twin'].map((content, i) => {
  return { path: `${String(2000 + i)}/f`, content, year: 2000 + ((i + 1) % 5) };
});

/** A duplicate under two names, one in place, and names that give way to each other. */
const NAMES: readonly Planted[] = [
  { path: '2003/a', content: 'same', year: 2001 },
  { path: 'b', content: 'same', year: 2003 },
  { path: '2001/a', content: 'same', year: 2002 },
  { path: '2004/own', content: 'no duplicate', year: 2004 },
];

function plantAll(files: readonly Planted[], linkMoves = false): EngineBench {
  const bench = createEngineBench({ linkMoves });
  for (const { path, content, year } of files) {
    const mtime = BigInt(Date.UTC(year, 5)) * 1_000_000n;
    bench.disk.writeFile(`${TREE}/${path}`, content, { mtime });
  }
  if (files === NAMES) bench.disk.link(`${TREE}/b`, `${TREE}/2000/b`);
  bench.later();
  return bench;
}

/** Names below the tree by the file they lead to. */
function namesTogether(bench: EngineBench): string[] {
  const names = new Map<string, string[]>();
  for (const [path, { kind, inode, hash }] of bench.disk.snapshot(TREE)) {
    if (kind === 'file') names.set(inode, [...(names.get(inode) ?? [hash ?? '']), path.slice(TREE.length + 1)]);
  }
  return Array.from(names.values(), (some) => some.join(' ')).sort();
}

for (const [title, files] of [
  ['a ring', RING],
  ['several names', NAMES],
] as const) {
  for (const linkMoves of [false, true]) {
    const plant = (): EngineBench => plantAll(files, linkMoves);
    const how = linkMoves ? 'moves are links' : 'moves are renames';

    describe(`a crash at every step loses no name and no content: ${title}, ${how},`, () => {
      test('while duplicates are linked and organized', async () => {
        const counted = plant();
        const first = [wholeTree(counted, false), namesTogether(counted)];
        const steps = await countSteps(counted, () => organize(counted, REQUEST));
        const linked = namesTogether(counted);
        for (let step = 1; step <= steps; step++) {
          for (const then of ['finish', 'settle', 'roll_back'] as const) {
            await says(`crash at step ${String(step)} of ${String(steps)}, ${then}`, async () => {
              const bench = plant();
              await crash(bench, step, () => organize(bench, REQUEST));
              await bench.engine.recover({ then });
              bench.later();
              const [newest] = await bench.engine.history();
              if (newest?.status === 'interrupted' && then !== 'roll_back') await bench.engine.resume({});
              if (newest === undefined) return;
              if (then !== 'roll_back') {
                assert.deepEqual(namesTogether(bench), linked);
                bench.later();
                await bench.engine.undo({});
              } else if (newest.type === 'organize' && newest.status !== 'interrupted') await bench.engine.undo({});
              assert.deepEqual([wholeTree(bench, false), namesTogether(bench)], first);
            });
          }
        }
      });

      test('while they are taken back, and while that is taken back', async () => {
        const first = [wholeTree(plant(), false), namesTogether(plant())];
        for (const rounds of [1, 2]) {
          const prepare = async (): Promise<EngineBench> => {
            const bench = plant();
            await organize(bench, REQUEST);
            for (let round = 1; round < rounds; round++) {
              bench.later();
              await bench.engine.undo({});
            }
            bench.later();
            return bench;
          };
          const newestOf = async ({ engine }: EngineBench): Promise<string> =>
            (await engine.history())[0]?.operation_id ?? '';
          const again = async (bench: EngineBench): Promise<void> => {
            await bench.engine.undo({ operationId: await newestOf(bench) });
          };
          const counted = await prepare();
          const steps = await countSteps(counted, () => again(counted));
          const expected = namesTogether(counted);
          for (let step = 1; step <= steps; step++) {
            await says(`crash at step ${String(step)} of ${String(steps)}, round ${String(rounds)}`, async () => {
              const bench = await prepare();
              const before = (await bench.engine.history()).length;
              await crash(bench, step, () => again(bench));
              await bench.engine.recover({ then: 'finish' });
              bench.later();
              if ((await bench.engine.history()).length === before) await again(bench);
              assert.deepEqual(namesTogether(bench), expected);
              if (rounds === 1) assert.deepEqual(wholeTree(bench, false), first[0]);
            });
          }
        }
      });
    });
  }
}
