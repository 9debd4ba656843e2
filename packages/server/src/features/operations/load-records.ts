import { sql, type SQL } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { outcomeStatus, type OutcomeCode } from '@kempt/contracts';
import type { FileRecord } from '@kempt/engine';
import { partitionOf } from './partition-of.ts';
import { copyRows, type CopyValue } from '../../platform/db/copy-rows.ts';

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
  const client = new pg.Client({ connectionString: url, application_name: 'kempt records' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return place.expected >= OWN_PARTITION_FILES
      ? await loadPartition(client, place, records)
      : await loadSmall(client, place, records);
  } finally {
    await client.end().catch(() => undefined);
  }
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
  client: pg.Client,
  place: RecordPlace,
  records: AsyncIterable<FileRecord>,
): Promise<number> {
  const table = partitionOf(place.number);
  const quotedTable = client.escapeIdentifier(table);
  const quotedId = client.escapeLiteral(place.operationId);
  await client.query('delete from file_record where operation_id = $1', [place.operationId]);
  await client.query(`drop table if exists ${quotedTable}`);
  await client.query(
    `create table ${quotedTable} (like file_record including defaults including constraints, check (operation_id = ${quotedId}))`,
  );
  await client.query('begin');
  // What a crash loses is loaded again, but readers must not wait for each page to be looked at first.
  const count = await copyRows(client, { table, columns: COLUMNS }, rowsOf(place, records));
  await client.query('commit');
  await client.query(`alter table ${quotedTable} add primary key (operation_id, id)`);
  for (const [name, definition] of INDEXES) {
    const index = sql.identifier(`${table}_${name}`);
    await drizzle(client).execute(sql`create index ${index} on ${sql.identifier(table)} ${definition}`);
  }
  await client.query(
    `alter table ${quotedTable} add foreign key (operation_id) references operation (id) on delete cascade`,
  );
  await client.query(`analyze ${quotedTable}`);
  await client.query(`alter table file_record attach partition ${quotedTable} for values in (${quotedId})`);
  return count;
}

/** As the indexes of the whole table; what is missing when a part is attached would be made under a lock. */
const INDEXES: readonly (readonly [string, SQL])[] = [
  ['status_idx', sql`(operation_id, status)`],
  ['operation_hash_idx', sql`(operation_id, file_hash) where file_hash is not null`],
  ['category_idx', sql`(category)`],
  ['hash_idx', sql`(file_hash) where file_hash is not null`],
  ['new_path_idx', sql`(md5(new_path))`],
  ['size_idx', sql`(operation_id, size_bytes, id)`],
  ['original_path_idx', sql`(operation_id, left(original_path, 250) collate "C", id)`],
];

/**
 * Makes the index for searching paths of a large operation, while everything else goes on.
 *
 * @param url - the database
 * @param number - the operation's number
 */
export async function indexPaths(url: string, number: bigint): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'kempt path index' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const table = partitionOf(number);
    const quotedTable = client.escapeIdentifier(table);
    const quotedIndex = client.escapeIdentifier(`${table}_path_search_idx`);
    await client.query(
      `create index concurrently if not exists ${quotedIndex} on ${quotedTable}
       using gin (original_path gin_trgm_ops, new_path gin_trgm_ops)`,
    );
  } finally {
    await client.end();
  }
}

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
