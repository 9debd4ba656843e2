import { randomBytes, randomUUID } from 'node:crypto';
import { desc, lt, sql } from 'drizzle-orm';
import { KemptError } from '@kempt/engine';
import type { Db } from '../db/open-database.ts';
import { signingKey } from '../db/schema/index.ts';

/** A key that access tokens are signed with. */
export interface SigningKey {
  readonly id: string;
  readonly secret: Uint8Array;
  readonly isOld: boolean;
}

/** The keys of all processes, as far as this one has heard. */
export interface SigningKeys {
  /** The key to sign with; makes one when there is none or it is old. */
  newest(): Promise<SigningKey>;
  /** The key of that id; undefined when there is none. */
  named(id: string | undefined): Promise<SigningKey | undefined>;
  /** Makes a new key. Those before stay, until no token under them can be good any more. */
  rotate(): Promise<void>;
}

/** A key signs for so long. How old one is, the database says: its clock made it, and this one may be wrong. */
const ROTATION_DAYS = 30;
/** Another process may have made a key; it is looked for this often at most. */
const RELOAD_MS = 1000;
const KEPT_MS = 60_000;

/**
 * Reads and makes the keys of access tokens in the database.
 *
 * @param db - the database
 * @param monotonic - milliseconds since some moment, which no one sets
 * @returns the keys
 */
export function createSigningKeys(db: Db, monotonic: () => number): SigningKeys {
  let keys: readonly SigningKey[] = [];
  let loadedAt = -Infinity;
  const read = async (): Promise<void> => {
    const { id, secret, createdAt } = signingKey;
    const isOld = sql<boolean>`${createdAt} < now() - make_interval(days => ${ROTATION_DAYS})`;
    const askedAt = monotonic();
    keys = await db.select({ id, secret, isOld }).from(signingKey).orderBy(desc(createdAt));
    loadedAt = askedAt;
  };
  const rotate = async (): Promise<void> => {
    await db.insert(signingKey).values({ id: randomUUID(), secret: randomBytes(32) });
    const forgotten = sql`now() - make_interval(days => ${2 * ROTATION_DAYS})`;
    await db.delete(signingKey).where(lt(signingKey.createdAt, forgotten));
    await read();
  };
  const load = sharedWhileItRuns(read);
  const replaceOld = sharedWhileItRuns(rotate);
  return {
    rotate,
    newest: async () => {
      if (monotonic() - loadedAt > KEPT_MS) await load();
      const [key] = keys;
      if (key?.isOld === false) return key;
      await replaceOld();
      const [made] = keys;
      if (made === undefined) throw new KemptError('internal', 'There is no signing key.');
      return made;
    },
    named: async (id) => {
      const known = keys.find((key) => key.id === id);
      if (known !== undefined || monotonic() - loadedAt < RELOAD_MS) return known;
      await load();
      return keys.find((key) => key.id === id);
    },
  };
}

/** However many ask at once, as after a start, it is done once: whoever asks while it runs waits for that. */
function sharedWhileItRuns(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= work().finally(() => {
      running = undefined;
    });
    return running;
  };
}
