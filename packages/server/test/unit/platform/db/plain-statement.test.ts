import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { operationOf, plainStatement } from '../../../../src/platform/db/plain-statement.ts';

test('leaves no value in a statement, however it is quoted', () => {
  const cases: readonly (readonly [string, string])[] = [
    ["select 'hunter2', $1", 'select ?, $1'],
    ["select 'it''s hunter2' from a", 'select ? from a'],
    [String.raw`select E'it\'s hunter2' from a`, 'select ? from a'],
    ['select $$hunter2 $ $$ || $a$hunter2 $$ $a$', 'select ? || ?'],
    ['select 12, 1.5, a1, $12 from "o""1"', 'select ?, ?, a1, $12 from "o""1"'],
    ["select 'hunter2", 'select ?'],
    ['select 1 -- hunter2\n  from a /* hunter2\n */ where b', 'select ? from a where b'],
  ];
  for (const [statement, plain] of cases) assert.equal(plainStatement(statement), plain);
});

test('leaves no literal in any statement', () => {
  const quoted = fc.string().map((text) => `'${text.replaceAll("'", "''")}Xq'`);
  fc.assert(
    fc.property(fc.array(quoted), (literals) => {
      assert.ok(!plainStatement(`select ${literals.join(', ')} from a`).includes('Xq'));
    }),
  );
});

test('shortens what is long', () => {
  assert.equal(plainStatement(`select ${'a, '.repeat(10_000)}`).length, 2000);
});

test('knows what a statement does', () => {
  const cases = {
    'SELECT 1': 'select',
    '  (select 1)': 'select',
    'with a as (select 1) select * from a': 'select',
    'with a as (select 1) update b set c = 1': 'update',
    'WITH next AS (SELECT 1) DELETE FROM b': 'delete',
    'insert into a values (1)': 'insert',
    'delete from a': 'delete',
    'COPY "a" ("b") FROM STDIN': 'copy',
    'listen kempt': 'listen',
    begin: 'other',
    '': 'other',
    '-- why\nupdate a set b = 1': 'update',
  } as const;
  for (const [statement, operation] of Object.entries(cases))
    assert.equal(operationOf(statement), operation, statement);
});
