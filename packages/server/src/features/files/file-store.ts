import { sql, type SQL } from 'drizzle-orm';
import type { FileQuery } from '@kempt/contracts/api';
import { KemptError } from '@kempt/engine';
import { isVisibleTo } from '../../platform/access/operation-access.ts';
import type { Db } from '../../platform/db/open-database.ts';
import { fileRecord, operation } from '../../platform/db/schema/index.ts';
import type { FileOrder } from './file-order.ts';
import type { RecordRow } from './record-view.ts';

/** A rollback keeps records of its own, which say what it brought back: nothing is written to the ones it is about. */
const BROUGHT_BACK = sql`${operation} u join ${fileRecord} b on b.operation_id = u.id
  where u.undoes = r.operation_id and u.type = 'rollback' and u.status <> 'rolled_back' and b.status = 'completed'
    and md5(b.new_path) = md5(r.original_path) and b.new_path = r.original_path and b.original_path = r.new_path`;

/** Looked up for each record of a page: as `exists` it would be made ready for all records there are. */
const ROLLED_BACK = sql`(r.status = 'completed' and coalesce((select true from ${BROUGHT_BACK} limit 1), false))`;

const COLUMNS = sql`r.id::text as id, r.operation_id, r.original_path, r.original_path_bytes, r.new_path,
  r.new_path_bytes, r.category, r.mimetype, r.status, r.size_bytes, r.file_hash, r.error_code, r.created_at,
  ${ROLLED_BACK} as rolled_back`;

/** Operations that somebody may see, as `o`. */
const visible = (userId: string): SQL =>
  sql`(select ${operation.id} as id from ${operation} where ${isVisibleTo(userId)})`;

/**
 * The query for a page of records. It takes a page of each operation in the order of an index, and of those the first.
 *
 * @param userId - who asks
 * @param query - which records
 * @param order - in which order, and where the page begins
 * @returns the query, for one more than fits the page
 */
export function listQuery(userId: string, query: FileQuery, order: FileOrder): SQL {
  const { operation_id: id } = query;
  const operations = [id === undefined ? undefined : sql`o.id = ${id}`, order.operations];
  const limit = query.limit + 1;
  return sql`
    select ${COLUMNS} from ${visible(userId)} o cross join lateral (
      select * from ${fileRecord} r
      where r.operation_id = o.id and ${all([order.behind, ...conditionsOf(query)])}
      order by ${order.orderBy} limit ${limit}
    ) r
    where ${all(operations)}
    order by ${order.orderBy} limit ${limit}`;
}

/**
 * The query for records that fit what somebody looks for, the newest operations first.
 *
 * @param userId - who asks
 * @param wanted - what is looked for, where, how many, and behind which record
 * @returns the query
 */
export function searchQuery(
  userId: string,
  wanted: {
    readonly q: string;
    readonly operationId: string | undefined;
    readonly order: FileOrder;
    readonly limit: number;
  },
): SQL {
  const { q, operationId, order, limit } = wanted;
  const like = `%${q.replace(/[\\%_]/g, '\\$&')}%`;
  const fits = [
    sql`r.original_path ilike ${like}`,
    sql`r.new_path ilike ${like}`,
    sql`r.category = ${q.toLowerCase()}`,
  ];
  if (/^[0-9a-f]{6,64}$/i.test(q)) fits.push(hashBeginsWith(q.toLowerCase()));
  const conditions = [operationId === undefined ? undefined : sql`r.operation_id = ${operationId}`, order.behind];
  return sql`
    select ${COLUMNS} from ${fileRecord} r
    where (${sql.join(fits, sql` or `)}) and ${all(conditions)} and r.operation_id in ${visible(userId)}
    order by ${order.orderBy} limit ${limit}`;
}

/**
 * One record.
 *
 * @param db - the database
 * @param userId - who asks
 * @param id - its id
 * @returns the record
 * @throws KemptError `not_found`, for those of others too
 */
export async function findRecord(db: Db, userId: string, id: string): Promise<RecordRow> {
  const number = BigInt(id);
  if (number > MOST_ID) throw noSuchFile();
  const { rows } = await db.execute<RecordRow>(sql`
    select ${COLUMNS} from ${fileRecord} r
    where r.id = ${id}::bigint and r.operation_id = (
      select ${operation.id} from ${operation}
      where ${operation.number} = ${String(number >> STEP_BITS)}::bigint and ${isVisibleTo(userId)}
    )`);
  const [row] = rows;
  if (row === undefined) throw noSuchFile();
  return row;
}

const MOST_ID = 2n ** 63n - 1n;
const STEP_BITS = 32n;

function noSuchFile(): KemptError {
  return new KemptError('not_found', 'There is no such file.');
}

function conditionsOf(query: FileQuery): (SQL | undefined)[] {
  const { status, category, min_size_bytes: least, max_size_bytes: most } = query;
  return [
    status === undefined ? undefined : statusIs(status),
    category === undefined ? undefined : sql`r.category = ${category}`,
    least === undefined ? undefined : sql`r.size_bytes >= ${least}`,
    most === undefined ? undefined : sql`r.size_bytes <= ${most}`,
  ];
}

function statusIs(status: NonNullable<FileQuery['status']>): SQL {
  // Beginning with what the rollback did, of which there may be much less.
  if (status === 'rolled_back') return sql`(r.status = 'completed' and exists (select 1 from ${BROUGHT_BACK}))`;
  return status === 'completed' ? sql`r.status = 'completed' and not ${ROLLED_BACK}` : sql`r.status = ${status}`;
}

/** All hashes from the prefix followed by zeros to the prefix followed by ones. */
function hashBeginsWith(prefix: string): SQL {
  const [least, most] = [Buffer.from(prefix.padEnd(64, '0'), 'hex'), Buffer.from(prefix.padEnd(64, 'f'), 'hex')];
  return sql`r.file_hash between ${least} and ${most}`;
}

function all(conditions: readonly (SQL | undefined)[]): SQL {
  const given = conditions.filter((condition) => condition !== undefined);
  return given.length === 0 ? sql`true` : sql.join(given, sql` and `);
}
