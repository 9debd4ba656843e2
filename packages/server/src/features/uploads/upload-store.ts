import { and, eq, isNull, lt, sql } from 'drizzle-orm';
import { KemptError, type ReceivedPart } from '@kempt/engine';
import type { RootRow } from '../../platform/access/root-access.ts';
import type { Db } from '../../platform/db/open-database.ts';
import { root, upload } from '../../platform/db/schema/index.ts';

/** An upload as the database has it. */
export type UploadRow = typeof upload.$inferSelect;

/** A new upload. */
export type NewUploadRow = Pick<UploadRow, 'userId' | 'rootId' | 'path' | 'sizeBytes'>;

/** How long an upload waits for its next piece. */
const EXPIRES = sql`now() + interval '24 hours'`;

/**
 * Begins an upload.
 *
 * @param db - the database
 * @param made - what is uploaded, and where to
 * @returns the upload, with nothing set aside yet
 */
export async function insertUpload(db: Db, made: NewUploadRow): Promise<UploadRow> {
  const [row] = await db
    .insert(upload)
    .values({ ...made, reservedBytes: 0, expiresAt: EXPIRES })
    .returning();
  if (row === undefined) throw new KemptError('internal', 'The upload was not begun.');
  return row;
}

/**
 * An upload of a user that comes in pieces.
 *
 * @param db - the database
 * @param userId - whose
 * @param id - its id
 * @returns the upload
 * @throws KemptError `not_found`, for those of others too
 */
export async function ownUpload(db: Db, userId: string, id: string): Promise<UploadRow & { sizeBytes: number }> {
  const [row] = await db
    .select()
    .from(upload)
    .where(and(eq(upload.id, id), eq(upload.userId, userId)));
  const sizeBytes = row?.sizeBytes ?? null;
  if (row === undefined || sizeBytes === null) throw new KemptError('not_found', 'There is no such upload.');
  return { ...row, sizeBytes };
}

/**
 * Keeps how far an upload is, unless somebody else brought it further meanwhile.
 *
 * @param db - the database
 * @param row - the upload as it was
 * @param part - the file so far
 * @returns the upload
 * @throws KemptError `upload_offset`
 */
export async function advanceUpload(db: Db, row: UploadRow, part: ReceivedPart): Promise<UploadRow> {
  const [advanced] = await db
    .update(upload)
    .set({
      offsetBytes: part.size,
      device: String(part.device),
      inode: String(part.inode),
      mtime: String(part.mtime),
      expiresAt: EXPIRES,
    })
    .where(and(eq(upload.id, row.id), eq(upload.offsetBytes, row.offsetBytes), isNull(upload.storedAt)))
    .returning();
  if (advanced === undefined) throw new KemptError('upload_offset', 'The upload went on elsewhere meanwhile.');
  return advanced;
}

/**
 * Keeps where an upload lies now that it is whole.
 *
 * @param db - the database
 * @param id - its id
 * @param stored - the path it got below the root, as it is shown, and its size
 */
export async function markStored(
  db: Db,
  id: string,
  stored: { readonly path: string; readonly sizeBytes: number },
): Promise<void> {
  await db
    .update(upload)
    .set({ storedPath: stored.path, sizeBytes: stored.sizeBytes, storedAt: sql`now()` })
    .where(eq(upload.id, id));
}

/**
 * Forgets an upload.
 *
 * @param db - the database
 * @param id - its id
 */
export async function deleteUpload(db: Db, id: string): Promise<void> {
  await db.delete(upload).where(eq(upload.id, id));
}

/**
 * Uploads that waited too long.
 *
 * @param db - the database
 * @param limit - how many at most
 * @returns with their root
 */
export function expiredUploads(db: Db, limit: number): Promise<{ readonly row: UploadRow; readonly root: RootRow }[]> {
  return db
    .select({ row: upload, root })
    .from(upload)
    .innerJoin(root, eq(root.id, upload.rootId))
    .where(lt(upload.expiresAt, sql`now()`))
    .limit(limit);
}

/**
 * The file that holds what came of an upload so far.
 *
 * @param row - the upload
 * @returns the file; undefined before its first byte
 */
export function partOf({ device, inode, mtime, offsetBytes }: UploadRow): ReceivedPart | undefined {
  if (device === null || inode === null || mtime === null) return undefined;
  return { device: BigInt(device), inode: BigInt(inode), mtime: BigInt(mtime), size: offsetBytes };
}
