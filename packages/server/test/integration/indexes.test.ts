import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ADMIN_TASKS } from '../../src/app/administer.ts';
import { openFullHouse, type FullHouse } from './full-house.ts';
import { INDEX_USES, ONLY_UNIQUE, UNUSED } from './index-uses.ts';
import { watchPlans, type PlanWatch } from './plan-watch.ts';

const FILES = Number(process.env['KEMPT_INDEX_FILES'] ?? 200_000);
/** Reading fewer rows than that from end to end is what PostgreSQL does best. */
const FEW = 1000;

let house: FullHouse;
let plans: PlanWatch;
let wholeOf: (part: string) => string;
let large: ReadonlySet<string>;

before(async () => {
  house = await openFullHouse(FILES);
  plans = await watchPlans(house.api.database.pool);
  const parts = await query<{ part: string; whole: string }>(
    `select part.relname as part, whole.relname as whole from pg_inherits
     join pg_class part on part.oid = inhrelid join pg_class whole on whole.oid = inhparent`,
  );
  const wholes = new Map(parts.map(({ part, whole }) => [part, whole]));
  wholeOf = (part) => wholes.get(part) ?? part.replace(/^file_record_\d+_path_search_idx$/, 'path_search_idx');
  const tables = await query<{ name: string }>(
    `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
     and reltuples > ${FEW}`,
  );
  large = new Set(tables.map(({ name }) => name));
});
after(() => (house as FullHouse | undefined)?.api.close());

const query = async <Row extends object>(text: string): Promise<Row[]> =>
  (await house.api.database.pool.query<Row>(text)).rows;

test('is filled', async () => {
  const [counts] = await query<{ files: number; operations: number }>(
    'select (select count(*)::int from file_record) as files, (select count(*)::int from operation) as operations',
  );
  assert.ok(counts !== undefined && counts.files >= FILES && counts.operations > 10_000, JSON.stringify(counts));
});

for (const { what, indexes, reads = [], run } of INDEX_USES) {
  test(`looks up ${what} by index`, async () => {
    const heard = await plans.during(() => run(house));
    const used = new Set(heard.flatMap((plan) => plan.indexes.map(wholeOf)));
    for (const index of indexes) assert.ok(used.has(index), `${index} is not among ${[...used].join(', ')}`);
    for (const { statement, scanned } of heard) {
      const whole = scanned.filter((table) => large.has(table) && !reads.includes(table));
      assert.deepEqual(whole, [], `read from end to end: ${statement}`);
    }
  });
}

test('has an index for each of these and no other', async () => {
  const rows = await query<{ name: string }>(
    `select i.relname as name from pg_index x join pg_class i on i.oid = x.indexrelid
     where i.relnamespace = 'public'::regnamespace and not i.relispartition`,
  );
  const found = new Set(rows.map(({ name }) => wholeOf(name)).filter((name) => !name.startsWith('kept_')));
  const named = new Set([
    ...INDEX_USES.flatMap(({ indexes }) => indexes),
    ...Object.keys({ ...ONLY_UNIQUE, ...UNUSED }),
  ]);
  assert.deepEqual([...found].sort(), [...named].sort());
});

test('lists every index of the service, its size and how often it was used', async () => {
  const listed = await ADMIN_TASKS.indexes({
    env: { DATABASE_URL: house.api.database.url, KEMPT_LOG_LEVEL: 'silent' },
    stateFolder: house.api.stateFolder,
    version: '0.0.0',
    signal: new AbortController().signal,
    say: () => Promise.resolve(),
    logStream: { write: () => undefined },
  });
  const names = await query<{ name: string }>(
    "select relname as name from pg_class where relkind = 'i' and relnamespace = 'public'::regnamespace",
  );
  assert.deepEqual(listed.map(({ index }) => index).sort(), names.map(({ name }) => name).sort());
  const largest = listed[0];
  assert.ok(largest !== undefined && largest.size_bytes > 1_000_000 && largest.table.startsWith('file_record'));
});

test('has an index that begins with the columns of each reference', async () => {
  const missing = await query<{ table: string; columns: string }>(
    `select conrelid::regclass::text as table, conkey::text as columns from pg_constraint c
     where contype = 'f' and connamespace = 'public'::regnamespace and not exists (
       select 1 from pg_index i
       where i.indrelid = c.conrelid
         and (i.indkey::int2[])[0:array_length(c.conkey, 1) - 1] @> c.conkey
         and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) like '%IS NOT NULL%'))`,
  );
  assert.deepEqual(missing, []);
});

test('gives each partition every index of the whole, and one for looking for paths', async () => {
  const counts = await query<{ part: string; own: number; whole: number; paths: number }>(
    `select part.relname as part,
       (select count(*)::int from pg_index where indrelid = inhparent) as whole,
       (select count(*)::int from pg_index x where x.indrelid = inhrelid and exists (
          select 1 from pg_inherits where inhrelid = x.indexrelid)) as own,
       (select count(*)::int from pg_indexes where tablename = part.relname and indexdef like '%gin_trgm_ops%') as paths
     from pg_inherits join pg_class part on part.oid = inhrelid where inhparent = 'file_record'::regclass`,
  );
  assert.ok(counts.length >= 3);
  for (const { part, own, whole, paths } of counts) assert.deepEqual([own, paths], [whole, 1], part);
});
