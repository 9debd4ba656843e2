import { sql } from 'drizzle-orm';
import type { Db } from '../db/open-database.ts';
import { auditEvent, auditHead } from '../db/schema/index.ts';
import { hashEntry, NO_HASH, writtenColumns, type WrittenEntry } from './hash-entry.ts';

/** What is wrong with the first entry that is not as it was. */
export type ChainProblem =
  /** Its hash is not that of what it says. */
  | 'changed'
  /** It is not there, and later ones are. */
  | 'missing'
  /** It does not follow the one before it: one of the two was put in the other's place. */
  | 'replaced'
  /** It and all behind it are gone from the end. */
  | 'cut_off'
  /** It stands behind the newest one that Kempt wrote. */
  | 'added';

/** What became of a chain. */
export interface ChainVerdict {
  /** Entries that were found to be good. */
  readonly entries: number;
  /** The newest entry, as it is kept apart; null where that is gone too. */
  readonly head: { readonly id: number; readonly hash: string } | null;
  /** The first entry that is not as it was. */
  readonly broken: { readonly id: number; readonly problem: ChainProblem } | null;
}

/** An entry that somebody wrote down elsewhere. */
export interface ChainAnchor {
  readonly id: number;
  /** Hexadecimal. */
  readonly hash: string;
}

/** Entries that are read at once. */
const BATCH = 1000;

/**
 * Walks the whole chain as it is at one moment, a batch at a time, until an entry is not as it was.
 *
 * @param db - the database
 * @param anchor - an entry that must be in it, as it was written down elsewhere: who rewrites the whole chain can make it
 *   whole again, but not the same
 * @returns what was found
 */
export function verifyChain(db: Db, anchor?: ChainAnchor): Promise<ChainVerdict> {
  return db.transaction(
    async (tx) => {
      const head = await readHead(tx);
      let last = { id: 0, hash: NO_HASH };
      for (;;) {
        const rows = await readBatch(tx, last.id);
        for (const row of rows) {
          const problem = problemOf(row, last, anchor);
          if (problem !== undefined) return { entries: last.id, head, broken: problem };
          last = { id: Number(row.id), hash: row.hash };
        }
        if (rows.length < BATCH) break;
      }
      return { entries: last.id, head, broken: problemOfEnd(last, head, anchor) };
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}

async function readHead(tx: Db): Promise<ChainVerdict['head']> {
  const [row] = await tx.select().from(auditHead);
  return row === undefined ? null : { id: Number(row.lastId), hash: row.lastHash.toString('hex') };
}

async function readBatch(tx: Db, behind: number): Promise<WrittenEntry[]> {
  const { rows } = await tx.execute<WrittenEntry>(
    sql`select ${writtenColumns()} from ${auditEvent}
      where ${auditEvent.id} > ${behind} order by ${auditEvent.id} limit ${BATCH}`,
  );
  return rows;
}

function problemOf(
  row: WrittenEntry,
  last: ChainAnchor,
  anchor: ChainAnchor | undefined,
): ChainVerdict['broken'] | undefined {
  const id = Number(row.id);
  if (id !== last.id + 1) return { id: last.id + 1, problem: 'missing' };
  if (row.hash !== hashEntry(row)) return { id, problem: 'changed' };
  if (row.previous_hash !== last.hash) return { id, problem: 'replaced' };
  if (id === anchor?.id && row.hash !== anchor.hash) return { id, problem: 'replaced' };
  return undefined;
}

function problemOfEnd(
  last: ChainAnchor,
  head: ChainVerdict['head'],
  anchor: ChainAnchor | undefined,
): ChainVerdict['broken'] {
  const known = Math.max(head?.id ?? 0, anchor?.id ?? 0);
  if (head === null || last.id < known) return { id: last.id + 1, problem: 'cut_off' };
  if (last.id > head.id) return { id: head.id + 1, problem: 'added' };
  return last.hash === head.hash ? null : { id: last.id, problem: 'replaced' };
}
