import { displayName, KemptError, pathBelow, type ReceivedPart } from '@kempt/engine';
import type { RootRow } from '../../platform/access/root-access.ts';
import type { Db } from '../../platform/db/open-database.ts';
import { withRoot, type RegisteredFolder } from '../../platform/storage/with-root.ts';
import { tooLarge } from './form-upload.ts';
import { measureRoot, reserveBytes } from './quota.ts';
import { receiveStream } from './receive-stream.ts';
import type { UploadParts } from './upload-parts.ts';
import { advanceUpload, deleteUpload, insertUpload, markStored, partOf, type UploadRow } from './upload-store.ts';

/**
 * Writes a step of an upload down, in a transaction that also tells the audit log of it.
 *
 * @returns what the writing answers
 */
export type KeepStep = <T>(
  action: 'begin_upload' | 'store_upload' | 'drop_upload',
  id: string,
  write: (tx: Db) => Promise<T>,
) => Promise<T>;

/** What a step of an upload is done with. */
export interface StepParts extends UploadParts {
  readonly keep: KeepStep;
}

/** Uploads that a piece of is coming in here right now. */
const underWay = new Set<string>();

/**
 * Begins an upload that comes in pieces: its room is set aside and its file is made.
 *
 * @param parts - database and limits
 * @param root - where to
 * @param wanted - whose it is, raw path below the root, size
 * @returns the upload
 * @throws KemptError `payload_too_large`, `quota_exceeded`, and what the disk says
 */
export async function beginUpload(
  parts: StepParts,
  root: RootRow,
  wanted: { readonly userId: string; readonly path: string; readonly sizeBytes: number },
): Promise<UploadRow> {
  const { db, files, keep } = parts;
  const { path, sizeBytes, userId } = wanted;
  if (sizeBytes > parts.largestBytes) throw tooLarge(parts.largestBytes);
  return withRoot(files, root, async (open) => {
    await measureRoot(db, root, open);
    const row = await insertUpload(db, { userId, rootId: root.id, path: displayName(path), sizeBytes });
    try {
      await reserveBytes(db, root, { id: row.id, bytes: sizeBytes });
      const part = await open.receive(row.id, { offset: 0, bytes: new Uint8Array(0), sync: true });
      const begun = await keep('begin_upload', row.id, (tx) => advanceUpload(tx, row, part));
      return sizeBytes === 0 ? await store(parts, root, { row: begun, part }) : begun;
    } catch (error) {
      await deleteUpload(db, row.id);
      throw error;
    }
  });
}

/**
 * Takes the next piece of an upload. What came before a connection broke is kept; a whole file gets its name.
 *
 * @param parts - database and limits
 * @param root - where to
 * @param piece - the upload, where the piece begins, and its bytes
 * @returns the upload
 * @throws KemptError `upload_offset`, `payload_too_large`, and what the disk says
 */
export async function continueUpload(
  parts: StepParts,
  root: RootRow,
  piece: { readonly row: UploadRow; readonly offset: number; readonly stream: AsyncIterable<Uint8Array> },
): Promise<UploadRow> {
  const { row, offset, stream } = piece;
  if (row.storedAt !== null) throw new KemptError('upload_offset', 'The upload is whole already.');
  if (offset !== row.offsetBytes) {
    throw new KemptError('upload_offset', `The next piece begins at ${row.offsetBytes}.`, {
      details: { offset_bytes: row.offsetBytes },
    });
  }
  if (underWay.has(row.id)) throw new KemptError('upload_offset', 'A piece of that upload is on its way already.');
  underWay.add(row.id);
  try {
    return await receivePiece(parts, root, { row, stream });
  } finally {
    underWay.delete(row.id);
  }
}

async function receivePiece(
  parts: StepParts,
  root: RootRow,
  { row, stream }: { readonly row: UploadRow; readonly stream: AsyncIterable<Uint8Array> },
): Promise<UploadRow> {
  const size = row.sizeBytes ?? 0;
  return withRoot(parts.files, root, async (open) => {
    const before = partOf(row);
    if (before?.size === size) {
      // It was whole before, and perhaps has its name already: nothing is written to it any more.
      for await (const chunk of stream) if (chunk.length > 0) throw beyond(size);
      return store(parts, root, { row, part: before });
    }
    let last = before;
    const receiving = {
      open,
      id: row.id,
      part: before,
      onGrow: (bytes: number): Promise<void> => (bytes > size ? Promise.reject(beyond(size)) : Promise.resolve()),
      onPart: (part: ReceivedPart) => {
        last = part;
      },
    };
    try {
      last = await receiveStream(stream, receiving);
    } catch (error) {
      const kept = error instanceof KemptError && error.code === 'interrupted';
      if (kept && last !== undefined && last !== before) await advanceUpload(parts.db, row, last);
      throw error;
    }
    const advanced = await advanceUpload(parts.db, row, last);
    return advanced.offsetBytes === size ? store(parts, root, { row: advanced, part: last }) : advanced;
  });
}

function beyond(size: number): KemptError {
  return new KemptError('payload_too_large', `The upload was announced with ${size} bytes.`);
}

async function store(
  { files, keep }: StepParts,
  root: RootRow,
  { row, part }: { readonly row: UploadRow; readonly part: ReceivedPart },
): Promise<UploadRow> {
  const path = await withRoot(files, root, (open) => open.publish(row.id, part, pathBelow(row.path)));
  const storedPath = displayName(path);
  await keep('store_upload', row.id, (tx) => markStored(tx, row.id, { path: storedPath, sizeBytes: part.size }));
  return { ...row, storedPath, storedAt: new Date() };
}

/**
 * Gives an upload up: what came of it is removed. A whole one stays where it was stored.
 *
 * @param parts - database and files
 * @param root - where it lies
 * @param row - the upload
 */
export async function dropUpload({ files, keep }: StepParts, root: RegisteredFolder, row: UploadRow): Promise<void> {
  if (underWay.has(row.id)) throw new KemptError('upload_offset', 'A piece of that upload is on its way.');
  const part = partOf(row);
  if (part !== undefined && row.storedAt === null) {
    await withRoot(files, root, (open) => open.discard(row.id, part));
  }
  await keep('drop_upload', row.id, (tx) => deleteUpload(tx, row.id));
}
