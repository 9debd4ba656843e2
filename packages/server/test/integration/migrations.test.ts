import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { migrateDatabase } from '../../src/platform/db/migrate-database.ts';
import { startKempt } from '../../src/testing/kempt-service.ts';
import { createTestDatabase, stopOwnCluster, type TestDatabase } from '../../src/testing/test-database.ts';
import { BROKEN_RULES, FILLED_TABLES, GUARDED_RULES, MIGRATION_ROWS, RULES_FROM_NOW_ON } from './migration-rows.ts';

const MIGRATIONS = join(import.meta.dirname, '..', '..', 'src', 'platform', 'db', 'migrations');

interface Journal {
  readonly entries: readonly object[];
}

const journal = JSON.parse(await readFile(join(MIGRATIONS, 'meta', '_journal.json'), 'utf8')) as Journal;
after(() => stopOwnCluster());

async function onEmpty(use: (database: TestDatabase) => Promise<void>): Promise<void> {
  const database = await createTestDatabase({ empty: true });
  try {
    await use(database);
  } finally {
    await database.drop();
  }
}

/** Brings a database to where it was when there were only so many migrations. */
async function migrateTo(url: string, count: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'kempt-migrations-'));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await cp(MIGRATIONS, folder, { recursive: true });
    const cut = { ...journal, entries: journal.entries.slice(0, count) };
    await writeFile(join(folder, 'meta', '_journal.json'), JSON.stringify(cut));
    await migrate(drizzle(client), { migrationsFolder: folder });
  } finally {
    await client.end();
    await rm(folder, { recursive: true });
  }
}

const query = async <Row extends object>({ pool }: TestDatabase, text: string): Promise<Row[]> =>
  (await pool.query<Row>(text)).rows;

const tablesOf = async (database: TestDatabase): Promise<string[]> => {
  const rows = await query<{ name: string }>(
    database,
    `select relname as name from pg_class where relkind in ('r', 'p') and not relispartition
     and relnamespace = 'public'::regnamespace order by 1`,
  );
  return rows.map(({ name }) => name);
};

const rowsOf = (database: TestDatabase, table: string): Promise<{ row: object }[]> =>
  query(database, `select to_jsonb(t) as row from ${table} t`);

/** Columns, constraints and indexes, as PostgreSQL writes them. */
const shapeOf = (database: TestDatabase): Promise<object[]> =>
  query(
    database,
    `select table_name || '.' || column_name as name, concat_ws(' ', data_type, is_nullable, column_default) as meaning
     from information_schema.columns where table_schema = 'public'
     union all select conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) || ' ' || convalidated
     from pg_constraint where connamespace = 'public'::regnamespace
     union all select indexname, indexdef from pg_indexes where schemaname = 'public'
     order by 1, 2`,
  );

/** Migrates one step after the other, and puts a row into each table as soon as there is one. */
async function fillOnTheWay(database: TestDatabase): Promise<Map<string, { row: object }[]>> {
  const before = new Map<string, { row: object }[]>();
  for (let count = 1; count <= journal.entries.length; count++) {
    await migrateTo(database.url, count);
    const tables = new Set(await tablesOf(database));
    for (const [table, row] of Object.entries(MIGRATION_ROWS)) {
      if (!tables.has(table) || before.has(table)) continue;
      await database.pool.query(`insert into ${table} ${row}`);
      before.set(table, await rowsOf(database, table));
    }
  }
  return before;
}

test('keeps every row of every table on the way from the first migration to the last', () =>
  onEmpty(async (database) => {
    const before = await fillOnTheWay(database);
    const tables = (await tablesOf(database)).filter((table) => !FILLED_TABLES.has(table));
    assert.deepEqual([...before.keys()].sort(), tables, 'there is a row for each table');
    for (const [table, rows] of before) {
      assert.equal(rows.length, 1, table);
      assert.partialDeepStrictEqual(await rowsOf(database, table), rows, table);
    }
  }));

test('makes the same of a filled database as of an empty one', async () => {
  await onEmpty((filled) =>
    onEmpty(async (empty) => {
      await fillOnTheWay(filled);
      await migrateDatabase(empty.url);
      assert.deepEqual(await shapeOf(filled), await shapeOf(empty));
    }),
  );
});

test('has rules that hold for what is there and for what comes', () =>
  onEmpty(async (database) => {
    await fillOnTheWay(database);
    const rules = await query<{ name: string; valid: boolean }>(
      database,
      `select conname as name, convalidated as valid from pg_constraint
       where contype = 'c' and coninhcount = 0 and connamespace = 'public'::regnamespace order by 1`,
    );
    assert.deepEqual(
      rules.map(({ name }) => name),
      [...Object.keys(BROKEN_RULES), ...GUARDED_RULES].sort(),
    );
    for (const { name, valid } of rules) assert.equal(valid, !RULES_FROM_NOW_ON.has(name), name);
    for (const [rule, statement] of Object.entries(BROKEN_RULES)) {
      await assert.rejects(database.pool.query(statement), { code: '23514', constraint: rule }, statement);
    }
  }));

test('does nothing when it has all been done', () =>
  onEmpty(async (database) => {
    await fillOnTheWay(database);
    const state = async () => [
      await shapeOf(database),
      await query(database, 'select * from drizzle.__drizzle_migrations order by id'),
      await query(database, 'select xmin::text, ctid::text from operation'),
    ];
    const before = await state();
    await migrateDatabase(database.url);
    assert.deepEqual(await state(), before);
  }));

test('lets one of several processes that start together migrate, and the others wait for it', () =>
  onEmpty(async (database) => {
    const home = await mkdtemp(join(tmpdir(), 'kempt-migrate-'));
    const env = { DATABASE_URL: database.url, KEMPT_HOME: home };
    const processes = [1, 2, 3].map(() => startKempt(['migrate'], env));
    assert.deepEqual(await Promise.all(processes.map(({ ended }) => ended)), [0, 0, 0], processes[0]?.errors());
    const done = await query(database, 'select hash from drizzle.__drizzle_migrations');
    assert.equal(done.length, journal.entries.length);
    await rm(home, { recursive: true });
  }));

test('goes on where a migration was cut short', () =>
  onEmpty(async (database) => {
    const over = new AbortController();
    const cut = migrateDatabase(database.url)
      .catch(() => undefined)
      .finally(() => {
        over.abort();
      });
    while (!over.signal.aborted) {
      await database.pool.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'kempt migrate'",
      );
    }
    await cut;
    await migrateDatabase(database.url);
    const done = await query(database, 'select hash from drizzle.__drizzle_migrations');
    assert.equal(done.length, journal.entries.length);
  }));
