import type { FolderFacts, FolderRef, KeptFiles } from '../ports/file-system.ts';
import { NO_REQUIREMENT, STEP_ACTIONS, type StepAction } from '../ports/file-system.ts';
import { decodeJson, encodeJson } from './json-payload.ts';
import { isFolderFacts, isFolderRef, isRecord } from './guards.ts';
import { keptAt } from './kept-files.ts';
import { BATCH_STEPS, localRequires, type PlanBatch } from './plan-batch.ts';

/** A payload that is framed correctly but says something a plan cannot say. */
export class PlanDamage extends Error {}

/**
 * Encodes a batch: a JSON head (folders, facts), then the columns one behind the other, little-endian, each starting
 * at a multiple of eight bytes.
 *
 * @param batch - the batch
 * @returns payload of a step frame
 */
export function encodePlanBatch(batch: PlanBatch): Uint8Array {
  const head = encodeJson({
    first_step: batch.firstStep,
    count: batch.count,
    folders: batch.folders,
    folder_facts: [...batch.folderFacts],
    names_length: batch.names.length,
    hash_length: batch.hash.length,
    ...(batch.kept === undefined
      ? {}
      : { kept_folders: batch.kept.folders, kept_names_length: batch.kept.names.length }),
  });
  const prefix = Buffer.alloc(8);
  prefix.writeUInt32LE(head.length, 0);
  const parts: Uint8Array[] = [prefix, head, padding(head.length)];
  for (const column of columnsOf(batch)) {
    const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
    parts.push(bytes, padding(bytes.length));
  }
  return Buffer.concat(parts);
}

function columnsOf(batch: PlanBatch): readonly ArrayBufferView[] {
  return [
    batch.device,
    batch.inode,
    batch.size,
    batch.mtime,
    batch.sourceFolder,
    batch.targetFolder,
    batch.nameEnd,
    batch.requiresStep,
    batch.origin,
    batch.action,
    batch.category,
    batch.flags,
    batch.names,
    batch.hash,
    ...(batch.kept === undefined ? [] : keptColumnsOf(batch.kept)),
  ];
}

function keptColumnsOf(kept: KeptFiles): readonly ArrayBufferView[] {
  return [kept.device, kept.inode, kept.mtime, kept.folder, kept.nameEnd, kept.rule, kept.names];
}

function padding(length: number): Uint8Array {
  return new Uint8Array((8 - (length % 8)) % 8);
}

/**
 * Decodes and validates a batch. A plan file can come from anywhere: every index is checked against its column, and
 * no name may hold a slash or be `.` or `..`, so that no step can lead out of its folder.
 *
 * @param payload - payload of a step frame
 * @param setting - the operation it is carried out for, and what identity means
 * @returns the batch
 * @throws PlanDamage when it is not a valid batch
 */
export function decodePlanBatch(
  payload: Uint8Array,
  setting: { readonly operationId: string; readonly match: 'inode' | 'content' },
): PlanBatch {
  const memory = aligned(payload);
  const headLength = new DataView(memory).getUint32(0, true);
  if (8 + headLength > memory.byteLength) throw new PlanDamage('the head is longer than the frame');
  const head = parseHead(new Uint8Array(memory, 8, headLength));
  const { count } = head;
  const reader = new ColumnReader(memory, 8 + headLength);
  const batch: PlanBatch = {
    folders: head.folders,
    folderFacts: head.folderFacts,
    count,
    firstStep: head.firstStep,
    ...setting,
    device: new BigUint64Array(reader.take(count * 8)),
    inode: new BigUint64Array(reader.take(count * 8)),
    size: new Float64Array(reader.take(count * 8)),
    mtime: new BigInt64Array(reader.take(count * 8)),
    sourceFolder: new Uint32Array(reader.take(count * 4)),
    targetFolder: new Uint32Array(reader.take(count * 4)),
    nameEnd: new Uint32Array(reader.take(count * 8)),
    requiresStep: new Uint32Array(reader.take(count * 4)),
    origin: new Uint32Array(reader.take(count * 4)),
    action: new Uint8Array(reader.take(count)),
    category: new Uint8Array(reader.take(count)),
    flags: new Uint8Array(reader.take(count)),
    names: new Uint8Array(reader.take(head.namesLength)),
    hash: new Uint8Array(reader.take(head.hashLength)),
    ...readKept(reader, head),
    requires: new Uint32Array(0),
    skip: new Uint8Array(count),
  };
  validate(batch);
  return { ...batch, requires: localRequires(batch.requiresStep, batch.firstStep) };
}

function readKept(reader: ColumnReader, { count, kept }: Head): { readonly kept?: KeptFiles } {
  if (kept === undefined) return {};
  return {
    kept: {
      folders: kept.folders,
      device: new BigUint64Array(reader.take(count * 8)),
      inode: new BigUint64Array(reader.take(count * 8)),
      mtime: new BigInt64Array(reader.take(count * 8)),
      folder: new Uint32Array(reader.take(count * 4)),
      nameEnd: new Uint32Array(reader.take(count * 4)),
      rule: new Uint8Array(reader.take(count)),
      names: new Uint8Array(reader.take(kept.namesLength)),
    },
  };
}

function aligned(payload: Uint8Array): ArrayBuffer {
  const memory = new ArrayBuffer(Math.max(8, payload.length));
  new Uint8Array(memory).set(payload);
  return memory;
}

class ColumnReader {
  readonly #memory: ArrayBuffer;
  #at: number;

  constructor(memory: ArrayBuffer, start: number) {
    this.#memory = memory;
    this.#at = start + ((8 - (start % 8)) % 8);
  }

  take(bytes: number): ArrayBuffer {
    const end = this.#at + bytes;
    if (end > this.#memory.byteLength) throw new PlanDamage('a column is cut short');
    const column = this.#memory.slice(this.#at, end);
    this.#at = end + ((8 - (end % 8)) % 8);
    return column;
  }
}

interface Head {
  readonly firstStep: number;
  readonly count: number;
  readonly folders: readonly FolderRef[];
  readonly folderFacts: ReadonlyMap<number, FolderFacts>;
  readonly namesLength: number;
  readonly hashLength: number;
  readonly kept: KeptHead | undefined;
}

interface KeptHead {
  readonly folders: readonly FolderRef[];
  readonly namesLength: number;
}

function parseHead(bytes: Uint8Array): Head {
  const head = parse(bytes);
  if (!isRecord(head)) throw new PlanDamage('the head is not an object');
  const { first_step, count, folders, folder_facts, names_length, hash_length } = head;
  const facts = Array.isArray(folder_facts) ? folder_facts : undefined;
  if (!isCount(first_step) || !isCount(count) || !isCount(names_length) || !isCount(hash_length)) {
    throw new PlanDamage('a count is not a number');
  }
  if (count > BATCH_STEPS) throw new PlanDamage('the batch is larger than a batch may be');
  if (!Array.isArray(folders) || !folders.every(isFolderRef)) throw new PlanDamage('a folder is not a folder');
  if (facts === undefined || !facts.every(isFactsEntry)) throw new PlanDamage('folder facts are not facts');
  return {
    firstStep: first_step,
    count,
    folders,
    folderFacts: new Map(facts),
    namesLength: names_length,
    hashLength: hash_length,
    kept: parseKeptHead(head),
  };
}

function parseKeptHead({ kept_folders, kept_names_length }: Readonly<Record<string, unknown>>): KeptHead | undefined {
  if (kept_folders === undefined) return undefined;
  if (!Array.isArray(kept_folders) || !kept_folders.every(isFolderRef)) {
    throw new PlanDamage('a folder is not a folder');
  }
  if (!isCount(kept_names_length)) throw new PlanDamage('a count is not a number');
  return { folders: kept_folders, namesLength: kept_names_length };
}

function parse(bytes: Uint8Array): unknown {
  try {
    return decodeJson(bytes);
  } catch {
    throw new PlanDamage('the head is not JSON');
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isFactsEntry(entry: unknown): entry is [number, FolderFacts] {
  return Array.isArray(entry) && entry.length === 2 && isCount(entry[0]) && isFolderFacts(entry[1]);
}

const NEEDS_KEPT: ReadonlySet<StepAction> = new Set([
  'quarantine',
  'hardlink',
  'separate',
  'reflink',
  'symlink',
  'replace_link',
  'rejoin',
]);
const HAS_NO_TARGET: ReadonlySet<StepAction> = new Set(['remove_folder', 'purge']);
const SLASH = 0x2f;
const DOT = 0x2e;

function validate(batch: PlanBatch): void {
  if (batch.kept !== undefined) validateNames(batch.kept);
  if (batch.hash.length !== 0 && batch.hash.length !== batch.count * 32) throw new PlanDamage('hashes are cut short');
  validateNames(batch);
  for (let row = 0; row < batch.count; row++) validateRow(batch, row);
}

function validateNames({ names, nameEnd }: Pick<PlanBatch, 'names' | 'nameEnd'>): void {
  if (names.includes(SLASH) || names.includes(0)) throw new PlanDamage('a name holds a slash or NUL');
  let end = 0;
  for (const next of nameEnd) {
    const length = next - end;
    if (length < 0 || next > names.length) throw new PlanDamage('a name lies outside the names');
    if (names[end] === DOT && (length === 1 || (length === 2 && names[end + 1] === DOT))) {
      throw new PlanDamage('a name is . or ..');
    }
    end = next;
  }
}

function validateRow(batch: PlanBatch, row: number): void {
  const folders = batch.folders.length;
  if ((batch.sourceFolder[row] ?? 0) >= folders || (batch.targetFolder[row] ?? 0) >= folders) {
    throw new PlanDamage('a step names a folder that is not there');
  }
  const action = STEP_ACTIONS[batch.action[row] ?? 0xff];
  if (action === undefined) throw new PlanDamage('a step has no known action');
  const sourceEnd = batch.nameEnd[2 * row] ?? 0;
  const hasSource = sourceEnd > (row === 0 ? 0 : (batch.nameEnd[2 * row - 1] ?? 0));
  const hasTarget = (batch.nameEnd[2 * row + 1] ?? 0) > sourceEnd;
  if ((action !== 'make_folder' && !hasSource) || (!HAS_NO_TARGET.has(action) && !hasTarget)) {
    throw new PlanDamage('a step lacks a name');
  }
  if (NEEDS_KEPT.has(action) && keptAt(batch.kept, row) === undefined) {
    throw new PlanDamage('a duplicate lacks the file that is kept');
  }
  const required = batch.requiresStep[row] ?? NO_REQUIREMENT;
  if (required !== NO_REQUIREMENT && required >= batch.firstStep + row) {
    throw new PlanDamage('a step requires a later one');
  }
}
