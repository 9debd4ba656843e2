import { sql, type SQL } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import type pg from 'pg';
import { outcomeStatus, type OutcomeCode } from '@kempt/contracts';
import type { FileRecord } from '@kempt/engine';
import { partitionOf } from './partition-of.ts';
import { copyRows, type CopyValue } from '../../platform/db/copy-rows.ts';
import { withClient } from '../../platform/db/with-client.ts';

/** Where records belong. */
export interface RecordPlace {
  readonly operationId: string;
  /** The operation's number: high bits of the ids. */
  readonly number: bigint;
  /** How many there will be, about. */
  readonly expected: number;
}

/** From here on an operation gets a partition of its own. */
export const OWN_PARTITION_FILES = 20_000;

const CLIENT = 'kempt records';

const COLUMNS = [
  'id',
  'operation_id',
  'original_path',
  'original_path_bytes',
  'new_path',
  'new_path_bytes',
  'category',
  'mimetype',
  'status',
  'size_bytes',
  'file_hash',
  'error_code',
];

/**
 * Writes the records of an operation, all or none, in place of any that were there. A large one gets a table of its own,
 * which is indexed and then attached, so that nobody waits meanwhile.
 *
 * @param url - the database
 * @param place - where they belong
 * @param records - what became of each file
 * @returns how many there were
 */
export async function loadRecords(
  url: string,
  place: RecordPlace,
  records: AsyncIterable<FileRecord>,
): Promise<number> {
  return withClient(url, CLIENT, (client) =>
    place.expected >= OWN_PARTITION_FILES
      ? loadPartition({ url, client }, place, records)
      : loadSmall(client, place, records),
  );
}

async function loadSmall(client: pg.Client, place: RecordPlace, records: AsyncIterable<FileRecord>): Promise<number> {
  await client.query('begin');
  await client.query('delete from file_record where operation_id = $1', [place.operationId]);
  const into = { table: 'file_record_rest', columns: COLUMNS };
  const count = await copyRows(client, into, rowsOf(place, records));
  await client.query('commit');
  return count;
}

async function loadPartition(
  { url, client }: { readonly url: string; readonly client: pg.Client },
  place: RecordPlace,
  records: AsyncIterable<FileRecord>,
): Promise<number> {
  const table = partitionOf(place.number);
  const quotedTable = client.escapeIdentifier(table);
  const quotedKey = client.escapeIdentifier(`${table}_pkey`);
  const quotedId = client.escapeLiteral(place.operationId);
  await client.query('delete from file_record where operation_id = $1', [place.operationId]);
  await client.query(`drop table if exists ${quotedTable}`);
  await client.query(
    `create table ${quotedTable} (like file_record including defaults including constraints, check (operation_id = ${quotedId}))`,
  );
  // Emptied in the transaction that fills it: then PostgreSQL may write rows as old ones at once, and no log of them
  // where `wal_level` is minimal. What a crash loses is loaded again.
  await client.query('begin');
  await client.query(`truncate ${quotedTable}`);
  const count = await copyRows(client, { table, columns: COLUMNS, freeze: true }, rowsOf(place, records));
  await client.query('commit');
  const waiting = [...INDEXES];
  await withClient(url, CLIENT, (other) => Promise.all([client, other].map((one) => makeIndexes(one, table, waiting))));
  await client.query(`alter table ${quotedTable} add primary key using index ${quotedKey}`);
  await client.query(
    `alter table ${quotedTable} add foreign key (operation_id) references operation (id) on delete cascade`,
  );
  await client.query(`analyze ${quotedTable}`);
  await client.query(`alter table file_record attach partition ${quotedTable} for values in (${quotedId})`);
  return count;
}

/** Makes one index after the other, as long as there are any; several connections share the work. */
async function makeIndexes(client: pg.Client, table: string, waiting: (typeof INDEXES)[number][]): Promise<void> {
  // Connections work side by side already, and each has memory of its own for sorting.
  await client.query('set max_parallel_maintenance_workers = 0');
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const [name, definition, kind = sql`index`] = next;
    const index = sql.identifier(`${table}_${name}`);
    await drizzle(client).execute(sql`create ${kind} ${index} on ${sql.identifier(table)} ${definition}`);
  }
}

/**
 * As the indexes of the whole table; what is missing when a part is attached would be made under a lock. Those that take
 * longest come first, so that no connection is idle in the end.
 */
const INDEXES: readonly (readonly [string, SQL, SQL?])[] = [
  ['original_path_idx', sql`(operation_id, left(original_path, 250) collate "C", id)`],
  ['size_idx', sql`(operation_id, size_bytes, id)`],
  ['new_path_idx', sql`(md5(new_path))`],
  ['pkey', sql`(operation_id, id)`, sql`unique index`],
  ['category_idx', sql`(category)`],
  ['status_idx', sql`(operation_id, status)`],
  ['operation_hash_idx', sql`(operation_id, file_hash) where file_hash is not null`],
  ['hash_idx', sql`(file_hash) where file_hash is not null`],
];

async function* rowsOf(place: RecordPlace, records: AsyncIterable<FileRecord>): AsyncGenerator<readonly CopyValue[]> {
  const base = place.number << 32n;
  for await (const record of records) {
    yield [
      base + BigInt(record.step),
      place.operationId,
      record.original_path,
      bytesOf(record.original_path_base64),
      record.new_path,
      bytesOf(record.new_path_base64),
      record.category,
      record.mimetype,
      statusOf(record.outcome as OutcomeCode),
      record.size_bytes,
      record.file_hash === undefined ? null : Buffer.from(record.file_hash, 'hex'),
      record.outcome === 'completed' || record.outcome === 'not_attempted' ? null : record.outcome,
    ];
  }
}

function bytesOf(base64: string | undefined): Uint8Array | null {
  return base64 === undefined ? null : Buffer.from(base64, 'base64');
}

/** What was not reached yet is planned still. */
function statusOf(outcome: OutcomeCode): 'completed' | 'skipped' | 'failed' | 'planned' {
  const status = outcomeStatus(outcome);
  return status === 'pending' ? 'planned' : status;
}
