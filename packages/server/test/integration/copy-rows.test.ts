import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import pg from 'pg';
import { copyRows, type CopyValue } from '../../src/platform/db/copy-rows.ts';
import { createTestDatabase, stopOwnCluster, type TestDatabase } from '../../src/testing/test-database.ts';

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase();
});
after(async () => {
  await database.drop();
  await stopOwnCluster();
});

test('what is copied into a table comes back the same, whatever is in it', async () => {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    await client.query('create temp table copied (position integer, text text, bytes bytea)');
    const text = fc
      .oneof(fc.string({ unit: 'grapheme' }), fc.string(), fc.constantFrom('\\N', '\\.', '\t\n\r\\', '\\x00', 'a\\tb'))
      .filter((value) => value.isWellFormed() && !value.includes('\0'));
    const row = fc.tuple(fc.option(text), fc.option(fc.uint8Array({ maxLength: 40 })));
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 30 }), async (rows) => {
        await client.query('truncate copied');
        async function* values(): AsyncGenerator<readonly CopyValue[]> {
          await Promise.resolve();
          for (const [i, [first, second]] of rows.entries()) yield [i, first, second];
        }
        const into = { table: 'copied', columns: ['position', 'text', 'bytes'] };
        assert.equal(await copyRows(client, into, values()), rows.length);
        const found = await client.query<{ text: string; bytes: Buffer | null }>(
          'select text, bytes from copied order by position',
        );
        assert.deepEqual(
          found.rows.map((one) => [one.text, one.bytes === null ? null : [...one.bytes]]),
          rows.map(([first, second]) => [first, second === null ? null : [...second]]),
        );
      }),
      { numRuns: 40 },
    );
  } finally {
    await client.end();
  }
});
