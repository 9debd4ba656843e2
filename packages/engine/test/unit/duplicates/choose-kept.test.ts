import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { KEEP_RULES, type KeepRule } from '@kempt/contracts';
import { chooseKept, type KeepFacts } from '../../../src/duplicates/choose-kept.ts';

interface File {
  readonly mtime: bigint;
  readonly path: string;
  readonly isReference?: boolean;
  readonly isInPlace?: boolean;
}

function factsOf(files: readonly File[]): KeepFacts {
  const path = (row: number): string => files[row]?.path ?? '';
  return {
    mtime: (row) => files[row]?.mtime ?? 0n,
    pathLength: (row) => path(row).length,
    depth: (row) => path(row).split('/').length,
    isReference: (row) => files[row]?.isReference ?? false,
    isInPlace: (row) => files[row]?.isInPlace ?? false,
  };
}

function choose(files: readonly File[], rules: readonly KeepRule[]): ReturnType<typeof chooseKept> {
  return chooseKept([...files.keys()], rules, factsOf(files));
}

const FILES: readonly File[] = [
  { mtime: 3n, path: '/a/long' },
  { mtime: 1n, path: '/a/b/c/d' },
  { mtime: 9n, path: '/short' },
  { mtime: 1n, path: '/a/b/older' },
];

for (const [rule, kept] of [
  ['first_seen', 0],
  ['newest', 2],
  ['shortest_path', 2],
  ['deepest', 1],
] as const) {
  test(`${rule} keeps what it says`, () => {
    const choice = choose(FILES, [rule]);
    assert.deepEqual([choice?.kept, choice?.rule], [kept, rule]);
  });
}

test('oldest leaves files of one time to the next rule', () => {
  assert.deepEqual(choose(FILES, ['oldest', 'shortest_path']), { kept: 1, rule: 'shortest_path', taken: [0, 2, 3] });
  assert.deepEqual(choose(FILES, ['oldest']), { kept: 1, rule: 'first_seen', taken: [0, 2, 3] });
});

test('a reference comes before every rule, and only what is none goes', () => {
  const files = [
    ...FILES,
    { mtime: 5n, path: '/r/x', isReference: true },
    { mtime: 4n, path: '/r/y', isReference: true },
  ];
  assert.deepEqual(choose(files, ['oldest']), { kept: 5, rule: 'reference_root', taken: [0, 1, 2, 3] });
});

test('in_place prefers what is in place, and tells nothing apart where nothing or several are', () => {
  const [first, second, third] = FILES;
  assert.ok(first !== undefined && second !== undefined && third !== undefined);
  const there = { ...third, isInPlace: true };
  assert.deepEqual(choose([first, second, there], ['in_place', 'oldest']), {
    kept: 2,
    rule: 'in_place',
    taken: [0, 1],
  });
  const both = [first, { ...second, isInPlace: true }, there];
  assert.deepEqual(choose(both, ['in_place', 'newest']), { kept: 2, rule: 'newest', taken: [0, 1] });
  assert.deepEqual(choose([first, second], ['in_place', 'oldest']), { kept: 1, rule: 'oldest', taken: [0] });
});

test('reference_root alone decides nothing without a reference', () => {
  assert.equal(choose(FILES, ['reference_root']), undefined);
  assert.equal(choose(FILES, ['reference_root', 'newest'])?.kept, 2);
});

const file = fc.record(
  {
    mtime: fc.bigInt({ min: 0n, max: 3n }),
    path: fc.constantFrom('/a', '/a/b', '/b/c', '/long'),
    isReference: fc.boolean(),
  },
  { noNullPrototype: true },
);

test('whatever the rules, exactly one whole partition: something is kept, no reference goes, the rest goes', () => {
  const rules = fc.array(fc.constantFrom(...KEEP_RULES), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(file, { minLength: 2, maxLength: 8 }), rules, (files, chain) => {
      const choice = choose(files, chain);
      const references = files.filter(({ isReference }) => isReference).length;
      if (choice === undefined) {
        assert.ok(references === 0 && chain.every((rule) => rule === 'reference_root'));
        return;
      }
      const { kept, taken, rule } = choice;
      assert.ok(!taken.includes(kept));
      assert.ok(taken.every((row) => files[row]?.isReference === false));
      assert.equal(taken.length, references > 0 ? files.length - references : files.length - 1);
      assert.ok(references === 0 || (files[kept]?.isReference === true && rule === 'reference_root'));
      assert.ok(references > 0 || rule === 'first_seen' || chain.includes(rule));
    }),
  );
});

test('the first rule of a chain is never contradicted by a later one', () => {
  fc.assert(
    fc.property(fc.array(file, { minLength: 2, maxLength: 8 }), fc.constantFrom(...KEEP_RULES), (files, later) => {
      const plain = files.map(({ mtime, path }) => ({ mtime, path }));
      const least = plain.reduce((time, { mtime }) => (mtime < time ? mtime : time), plain[0]?.mtime ?? 0n);
      assert.equal(plain[choose(plain, ['oldest', later])?.kept ?? -1]?.mtime, least);
    }),
  );
});
