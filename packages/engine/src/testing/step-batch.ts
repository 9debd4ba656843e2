import { encodeRaw } from '../names/raw-string.ts';
import {
  NO_REQUIREMENT,
  STEP_ACTIONS,
  type FileBatch,
  type FileFacts,
  type FileRef,
  type FolderFacts,
  type FolderRef,
  type HashBatch,
  type KeptFiles,
  type StepAction,
  type StepBatch,
} from '../ports/file-system.ts';

/** One step in readable form. */
export interface ReadableStep {
  readonly action: StepAction;
  /** Source; for `make_folder` not needed. */
  readonly from?: FileRef;
  /** Target; for `remove_folder` not needed. */
  readonly to?: FileRef;
  /** Identity of the source (of the target for `remove_copy`); all zero when absent. */
  readonly facts?: Pick<FileFacts, 'device' | 'inode' | 'size' | 'mtime'>;
  /** Row that must be completed before. */
  readonly requires?: number;
  /** Leaves the row alone. */
  readonly skip?: boolean;
  /** BLAKE3, 32 bytes. */
  readonly hash?: Uint8Array;
  /** Wants to know when the file changed last, before and after. */
  readonly watch?: boolean;
  /** The file that is kept, with its identity. */
  readonly kept?: { readonly file: FileRef; readonly facts: Pick<FileFacts, 'device' | 'inode' | 'mtime'> };
  /** What a made folder is given. */
  readonly folderFacts?: FolderFacts;
}

/** What holds for a whole batch. */
export interface ReadableBatch {
  /** `inode` when absent. */
  readonly match?: 'inode' | 'content';
  /** `test` when absent. */
  readonly operationId?: string;
  /** Index in the plan of row 0; 0 when absent. */
  readonly firstStep?: number;
}

/**
 * A file or folder below a root by its path.
 *
 * @param root - id of an open root
 * @param path - raw path below it, with at least a name
 * @returns folder and name
 * @example
 * fileRef(0, 'a/b.txt') // { folder: { root: 0, path: 'a' }, name: 'b.txt' }
 */
export function fileRef(root: number, path: string): FileRef {
  const slash = path.lastIndexOf('/');
  return { folder: { root, path: path.slice(0, Math.max(slash, 0)) }, name: path.slice(slash + 1) };
}

/**
 * Builds the columns of a step batch.
 *
 * @param steps - the rows
 * @param options - what holds for all of them
 * @returns a batch to execute or settle
 */
export function stepBatch(steps: readonly ReadableStep[], options: ReadableBatch = {}): StepBatch {
  const folders = createFolderIndex();
  const nowhere: FileRef = { folder: (steps[0]?.from ?? steps[0]?.to)?.folder ?? { root: 0, path: '' }, name: '' };
  const names = steps.flatMap(({ from, to }) => [(from ?? nowhere).name, (to ?? nowhere).name]);
  const withHash = steps.some(({ hash }) => hash !== undefined);
  return {
    sourceFolder: Uint32Array.from(steps, ({ from }) => folders.id((from ?? nowhere).folder)),
    targetFolder: Uint32Array.from(steps, ({ to }) => folders.id((to ?? nowhere).folder)),
    folders: folders.list,
    count: steps.length,
    action: Uint8Array.from(steps, ({ action }) => STEP_ACTIONS.indexOf(action)),
    ...nameColumns(names),
    device: BigUint64Array.from(steps, ({ facts }) => facts?.device ?? 0n),
    inode: BigUint64Array.from(steps, ({ facts }) => facts?.inode ?? 0n),
    size: Float64Array.from(steps, ({ facts }) => facts?.size ?? 0),
    mtime: BigInt64Array.from(steps, ({ facts }) => facts?.mtime ?? 0n),
    requires: Uint32Array.from(steps, ({ requires }) => requires ?? NO_REQUIREMENT),
    skip: Uint8Array.from(steps, ({ skip }) => (skip === true ? 1 : 0)),
    folderFacts: new Map(
      steps.flatMap(({ folderFacts }, row) => (folderFacts === undefined ? [] : [[row, folderFacts] as const])),
    ),
    match: options.match ?? 'inode',
    hash: withHash ? hashColumn(steps) : new Uint8Array(0),
    ...(steps.some(({ watch }) => watch === true)
      ? { watch: Uint8Array.from(steps, ({ watch }) => (watch === true ? 1 : 0)) }
      : {}),
    ...(steps.some(({ kept }) => kept !== undefined) ? { kept: keptColumns(steps) } : {}),
    operationId: options.operationId ?? 'test',
    firstStep: options.firstStep ?? 0,
  };
}

function keptColumns(steps: readonly ReadableStep[]): KeptFiles {
  const folders = createFolderIndex();
  return {
    folder: Uint32Array.from(steps, ({ kept }) => (kept === undefined ? 0 : folders.id(kept.file.folder))),
    folders: folders.list,
    ...nameColumns(steps.map(({ kept }) => kept?.file.name ?? '')),
    device: BigUint64Array.from(steps, ({ kept }) => kept?.facts.device ?? 0n),
    inode: BigUint64Array.from(steps, ({ kept }) => kept?.facts.inode ?? 0n),
    mtime: BigInt64Array.from(steps, ({ kept }) => kept?.facts.mtime ?? 0n),
    rule: new Uint8Array(steps.length),
  };
}

/**
 * Builds the columns of a file batch.
 *
 * @param files - the rows
 * @returns a batch for `readHeads`
 */
export function fileBatch(files: readonly FileRef[]): FileBatch {
  const folders = createFolderIndex();
  return {
    folder: Uint32Array.from(files, ({ folder }) => folders.id(folder)),
    folders: folders.list,
    count: files.length,
    ...nameColumns(files.map(({ name }) => name)),
  };
}

/**
 * Builds the columns of a batch to hash.
 *
 * @param files - the rows with their facts
 * @param part - how much of them
 * @returns a batch for `hashBatch`
 */
export function hashBatchOf(
  files: readonly { readonly file: FileRef; readonly facts: FileFacts }[],
  part: HashBatch['part'],
): HashBatch {
  return {
    ...fileBatch(files.map(({ file }) => file)),
    device: BigUint64Array.from(files, ({ facts }) => facts.device),
    inode: BigUint64Array.from(files, ({ facts }) => facts.inode),
    size: Float64Array.from(files, ({ facts }) => facts.size),
    mtime: BigInt64Array.from(files, ({ facts }) => facts.mtime),
    ctime: BigInt64Array.from(files, ({ facts }) => facts.ctime),
    part,
  };
}

function createFolderIndex(): { readonly list: FolderRef[]; id(folder: FolderRef): number } {
  const list: FolderRef[] = [];
  const ids = new Map<string, number>();
  return {
    list,
    id: (folder) => {
      const key = `${String(folder.root)}/${folder.path}`;
      const id = ids.get(key) ?? list.push(folder) - 1;
      ids.set(key, id);
      return id;
    },
  };
}

function nameColumns(names: readonly string[]): { names: Uint8Array; nameEnd: Uint32Array } {
  const encoded = names.map(encodeRaw);
  let end = 0;
  return {
    names: Uint8Array.from(Buffer.concat(encoded)),
    nameEnd: Uint32Array.from(encoded, ({ length }) => (end += length)),
  };
}

function hashColumn(steps: readonly ReadableStep[]): Uint8Array {
  const column = new Uint8Array(steps.length * 32);
  steps.forEach(({ hash }, row) => {
    if (hash !== undefined) column.set(hash, row * 32);
  });
  return column;
}
