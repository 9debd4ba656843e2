import { outcomeOf, type ErrorCode, type OutcomeCode } from '@kempt/contracts';
import { describeOutcome } from '../errors/describe-outcome.ts';
import { KemptError } from '../errors/kempt-error.ts';
import { displayName } from '../names/display-name.ts';
import { encodeRaw } from '../names/raw-string.ts';
import {
  NO_REQUIREMENT,
  STEP_ACTIONS,
  type BatchOutcome,
  type FileFacts,
  type FileRef,
  type FileSystem,
  type StepAction,
  type StepBatch,
} from '../ports/file-system.ts';
import { conflictName } from '../rules/conflict-name.ts';

/** A file that is being received, as the disk has it so far. */
export interface ReceivedPart {
  readonly device: bigint;
  readonly inode: bigint;
  /** Bytes so far. */
  readonly size: number;
  /** Nanoseconds since 1970. */
  readonly mtime: bigint;
}

/** A piece of a file that is being received. */
export interface ReceivedPiece {
  /** The file so far; absent for the first piece, which makes it. */
  readonly part?: ReceivedPart | undefined;
  readonly offset: number;
  readonly bytes: Uint8Array;
  /** Whether the bytes must be on the disk afterwards. */
  readonly sync: boolean;
}

/** Names that are tried with a counter before Kempt gives up. */
const MOST_NAMES = 1000;
const NO_HASH = new Uint8Array(0);

/**
 * The name under which a file is received: hidden, and unfinished to whoever scans.
 *
 * @param root - id of the open root
 * @param id - id of the upload
 * @returns its place, at the top of the root
 */
function partOf(root: number, id: string): FileRef {
  return { folder: { root, path: '' }, name: `.kempt-upload-${id}.part` };
}

/**
 * Writes a piece of a file that is being received.
 *
 * @param fileSystem - the file system
 * @param upload - id of the open root, and of the upload
 * @param piece - the piece
 * @returns the file so far
 * @throws KemptError why it cannot be written
 */
export async function receivePiece(
  fileSystem: FileSystem,
  upload: { readonly root: number; readonly id: string },
  piece: ReceivedPiece,
): Promise<ReceivedPart> {
  const { part, offset, bytes, sync } = piece;
  const identity = part === undefined ? {} : { identity: { device: part.device, inode: part.inode } };
  const place = partOf(upload.root, upload.id);
  const { code, facts } = await fileSystem.writePiece({ ...place, ...identity, offset, bytes, sync });
  if (facts === undefined) throw refusalOf(code, 'The upload');
  return toPart(facts);
}

/**
 * Gives a received file its name, never in place of another: a taken name gets a counter. Folders on the way are made.
 * What was published before a crash is known again.
 *
 * @param fileSystem - the file system
 * @param upload - id of the open root, of the upload, and the whole file
 * @param path - raw path below the root
 * @returns the raw path it got
 * @throws KemptError why it cannot be published; then it still lies where it was received
 */
export async function publishPart(
  fileSystem: FileSystem,
  upload: { readonly root: number; readonly id: string; readonly part: ReceivedPart },
  path: string,
): Promise<string> {
  const slash = path.lastIndexOf('/');
  const folder = path.slice(0, Math.max(slash, 0));
  const wanted = path.slice(slash + 1);
  let last: OutcomeCode = 'destination_exists';
  for (let counter = 0; counter < MOST_NAMES; counter++) {
    const name = counter === 0 ? wanted : conflictName(wanted, counter);
    last = await moveInto(fileSystem, upload, { folder: { root: upload.root, path: folder }, name });
    if (last === 'completed') return folder === '' ? name : `${folder}/${name}`;
    // Where it lay there is nothing: it may have got one of the next names before a crash.
    if (last !== 'destination_exists' && last !== 'not_found') throw refusalOf(last, displayName(path));
  }
  throw refusalOf(last, displayName(path));
}

/**
 * Removes a file that was being received and is not wanted any more. Nothing else under its name is touched.
 *
 * @param fileSystem - the file system
 * @param upload - id of the open root, of the upload, and the file so far
 */
export async function removePart(
  fileSystem: FileSystem,
  upload: { readonly root: number; readonly id: string; readonly part: ReceivedPart },
): Promise<void> {
  const from = partOf(upload.root, upload.id);
  const [now] = await fileSystem.fileFacts([from]);
  const { part } = upload;
  if (now?.inode !== part.inode || now.device !== part.device) return;
  await fileSystem.execute(
    batchOf([{ action: 'purge', from, to: { ...from, name: '' }, part: toPart(now) }], upload.id),
  );
}

async function moveInto(
  fileSystem: FileSystem,
  { root, id, part }: { readonly root: number; readonly id: string; readonly part: ReceivedPart },
  to: FileRef,
): Promise<OutcomeCode> {
  const names = to.folder.path === '' ? [] : to.folder.path.split('/');
  const from = partOf(root, id);
  const folders = names.map((name, i): Step => {
    const place = { folder: { root, path: names.slice(0, i).join('/') }, name };
    return { action: 'make_folder', from: place, to: place };
  });
  const batch = batchOf([...folders, { action: 'move', from, to, part }], id);
  // A crash may have left it half done, or done.
  const before = await fileSystem.settle(batch);
  if (outcomeOf(before.code[folders.length] ?? 0) === 'completed') return synced('completed', before);
  const after = await fileSystem.execute(batch);
  const refused = folders.findIndex((_, row) => outcomeOf(after.code[row] ?? 0) !== 'completed');
  if (refused >= 0) return folderRefusal(outcomeOf(after.code[refused] ?? 0));
  return synced(outcomeOf(after.code[folders.length] ?? 0), after);
}

function synced(code: OutcomeCode, { unsynced }: BatchOutcome): OutcomeCode {
  return code === 'completed' && unsynced.length > 0 ? 'io_error' : code;
}

/** A file where a folder must be is no taken name, which a counter would help. */
function folderRefusal(code: OutcomeCode): OutcomeCode {
  return code === 'destination_exists' || code === 'not_found' ? 'folder_missing' : code;
}

interface Step {
  readonly action: StepAction;
  readonly from: FileRef;
  readonly to: FileRef;
  readonly part?: ReceivedPart;
}

/** Each step takes the one before it for granted. */
function batchOf(steps: readonly Step[], id: string): StepBatch {
  const names = steps.flatMap(({ from, to }) => [encodeRaw(from.name), encodeRaw(to.name)]);
  let end = 0;
  return {
    folders: steps.flatMap(({ from, to }) => [from.folder, to.folder]),
    count: steps.length,
    action: Uint8Array.from(steps, ({ action }) => STEP_ACTIONS.indexOf(action)),
    sourceFolder: Uint32Array.from(steps, (_, row) => 2 * row),
    targetFolder: Uint32Array.from(steps, (_, row) => 2 * row + 1),
    names: Uint8Array.from(Buffer.concat(names)),
    nameEnd: Uint32Array.from(names, (name) => (end += name.length)),
    device: BigUint64Array.from(steps, ({ part }) => part?.device ?? 0n),
    inode: BigUint64Array.from(steps, ({ part }) => part?.inode ?? 0n),
    size: Float64Array.from(steps, ({ part }) => part?.size ?? 0),
    mtime: BigInt64Array.from(steps, ({ part }) => part?.mtime ?? 0n),
    requires: Uint32Array.from(steps, (_, row) => (row === 0 ? NO_REQUIREMENT : row - 1)),
    skip: new Uint8Array(steps.length),
    folderFacts: new Map(),
    match: 'inode',
    hash: NO_HASH,
    operationId: id,
    firstStep: 0,
  };
}

function toPart({ device, inode, size, mtime }: FileFacts): ReceivedPart {
  return { device, inode, size, mtime };
}

const REFUSALS: Partial<Record<OutcomeCode, ErrorCode>> = {
  destination_exists: 'output_exists',
  no_space_left: 'no_space_left',
  quota_exceeded: 'no_space_left',
  permission_denied: 'destination_not_writable',
  read_only_file_system: 'read_only_file_system',
  name_too_long: 'invalid_request',
  folder_missing: 'destination_not_folder',
  folder_is_symlink: 'destination_not_folder',
  not_found: 'not_found',
  changed_since_scan: 'not_found',
};

function refusalOf(code: OutcomeCode, what: string): KemptError {
  return new KemptError(REFUSALS[code] ?? 'output_unwritable', `${what} cannot be written. ${describeOutcome(code)}`, {
    details: { outcome: code },
  });
}
