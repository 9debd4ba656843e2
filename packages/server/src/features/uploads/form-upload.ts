import { displayName, KemptError, type OpenRootFiles, type ReceivedPart } from '@kempt/engine';
import type { RootRow } from '../../platform/access/root-access.ts';
import type { FormFile } from './multipart-files.ts';
import { reserveBytes } from './quota.ts';
import { receiveStream } from './receive-stream.ts';
import type { UploadParts } from './upload-parts.ts';
import { advanceUpload, deleteUpload, insertUpload, markStored, type UploadRow } from './upload-store.ts';

/** Bytes of a quota that are set aside at once, while nobody knows how large a file is. */
const RESERVED_BYTES = 8 * 1024 * 1024;

/** Where a form is uploaded to, and by whom. */
export interface FormTarget {
  readonly userId: string;
  readonly root: RootRow;
  readonly open: OpenRootFiles;
}

/** A file that was stored. */
export interface StoredFile {
  /** Below the root, as it is shown. */
  readonly path: string;
  readonly sizeBytes: number;
}

interface Received {
  readonly row: UploadRow;
  readonly path: string;
  part: ReceivedPart | undefined;
}

/**
 * Receives the files of a form. None gets its name before all are whole and on the disk, so a form that breaks off
 * leaves nothing.
 *
 * @param parts - database and limits
 * @param target - where to, and by whom
 * @param files - the files as they come
 * @returns where they lie
 * @throws KemptError what a limit, the quota or the disk says
 */
export async function uploadForm(
  parts: UploadParts,
  target: FormTarget,
  files: AsyncIterable<FormFile>,
): Promise<StoredFile[]> {
  const received: Received[] = [];
  const stored: StoredFile[] = [];
  try {
    for await (const { path, stream } of files) {
      const { userId, root } = target;
      const row = await insertUpload(parts.db, { userId, rootId: root.id, path: displayName(path), sizeBytes: null });
      const file: Received = { row, path, part: undefined };
      received.push(file);
      file.part = await receiveFile(parts, target, { file, stream });
    }
    for (const { row, path, part } of received) {
      if (part === undefined) continue;
      const name = displayName(await target.open.publish(row.id, part, path));
      stored.push({ path: name, sizeBytes: part.size });
      await markStored(parts.db, row.id, { path: name, sizeBytes: part.size });
    }
    return stored;
  } catch (error) {
    for (const file of received.slice(stored.length)) await giveUp(parts, target, file);
    throw stored.length === 0 ? error : partly(error, stored.length);
  }
}

async function receiveFile(
  parts: UploadParts,
  { root, open }: FormTarget,
  { file, stream }: { readonly file: Received; readonly stream: AsyncIterable<Uint8Array> },
): Promise<ReceivedPart> {
  const { id } = file.row;
  let reserved = 0;
  const part = await receiveStream(stream, {
    open,
    id,
    part: undefined,
    onGrow: async (bytes) => {
      if (bytes > parts.largestBytes) throw tooLarge(parts.largestBytes);
      if (bytes <= reserved) return;
      reserved = await reserve(parts, root, { id, bytes });
    },
    onPart: (grown) => {
      file.part = grown;
    },
  });
  await advanceUpload(parts.db, file.row, part);
  return part;
}

/** A little more than is needed, so that the database is not asked for each piece; no more where that is too much. */
async function reserve(
  { db }: UploadParts,
  root: RootRow,
  { id, bytes }: { readonly id: string; readonly bytes: number },
): Promise<number> {
  const ample = bytes + RESERVED_BYTES;
  try {
    await reserveBytes(db, root, { id, bytes: ample });
    return ample;
  } catch (error) {
    if (!(error instanceof KemptError) || error.code !== 'quota_exceeded') throw error;
    await reserveBytes(db, root, { id, bytes });
    return bytes;
  }
}

async function giveUp({ db }: UploadParts, { open }: FormTarget, { row, part }: Received): Promise<void> {
  if (part !== undefined) await open.discard(row.id, part);
  await deleteUpload(db, row.id);
}

/**
 * The error for a file that is too large.
 *
 * @param bytes - the most that is taken
 * @returns the error
 */
export function tooLarge(bytes: number): KemptError {
  return new KemptError('payload_too_large', `A file may have ${bytes} bytes at most.`);
}

function partly(error: unknown, count: number): unknown {
  if (!(error instanceof KemptError)) return error;
  return new KemptError(error.code, `${error.message} The first ${count} files were stored before.`, { cause: error });
}
