import type { OutcomeCode } from '@kempt/contracts';
import { FileSystemError } from '../errors/file-system-error.ts';
import type { StepRow } from './batch-rows.ts';
import type { MemoryCalls } from './memory-calls.ts';
import { equalBytes } from './memory-copy.ts';
import { pathOf } from './memory-guard.ts';
import { openPlace, type StepContext } from './memory-identity.ts';
import type { MemoryNode } from './memory-node.ts';
import type { Place } from './memory-tree.ts';

/** The file that is kept, as it was found. */
export interface KeptFile {
  readonly place: Place;
  readonly node: MemoryNode;
  /** Its last change of anything when it was found. */
  readonly ctime: bigint;
}

/** A duplicate on its way to the quarantine. */
export interface DuplicatePair {
  readonly from: Place;
  readonly source: MemoryNode;
  readonly to: Place;
  readonly kept: KeptFile;
  /** Last change of content of the duplicate when it was found. */
  readonly wasChanged: bigint;
}

/**
 * Finds the file that is kept for a row.
 *
 * @param context - calls and roots
 * @param step - the row
 * @returns the file
 * @throws FileSystemError `kept_missing` or `kept_changed`
 */
export function keptFile(context: StepContext, step: StepRow): KeptFile {
  const { kept } = step;
  if (kept === undefined) throw new FileSystemError('kept_missing', 'no file is kept');
  const place = keptPlace(context, kept);
  const node = context.calls.stat(place);
  if (node?.kind !== 'file') throw new FileSystemError('kept_missing', `no such file: ${pathOf(place)}`);
  const isPlanned = node.inode === kept.inode && node.device.id === kept.device && node.mtime === kept.mtime;
  if (isPlanned && node.bytes.length === step.size) return { place, node, ctime: node.ctime };
  throw new FileSystemError('kept_changed', `changed since it was planned: ${pathOf(place)}`);
}

function keptPlace(context: StepContext, kept: NonNullable<StepRow['kept']>): Place {
  try {
    return openPlace(context, kept.folder, kept.name);
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
    throw new FileSystemError('kept_missing', error.message, error);
  }
}

/**
 * Checks that two files hold the same bytes and are two.
 *
 * @param calls - system calls
 * @param pair - the two
 * @throws FileSystemError `same_file`, `kept_missing` or `bytes_differ`
 */
export function checkPair(calls: MemoryCalls, { from, source, kept }: DuplicatePair): void {
  if (source === kept.node) throw new FileSystemError('same_file', `the file that is kept: ${pathOf(from)}`);
  const bytes = calls.read(from);
  if (equalBytes(bytes, readKept(calls, kept))) return;
  throw new FileSystemError('bytes_differ', `differs from ${pathOf(kept.place)}: ${pathOf(from)}`);
}

function readKept(calls: MemoryCalls, { place }: KeptFile): Uint8Array {
  try {
    return calls.read(place);
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
    throw new FileSystemError('kept_missing', error.message, error);
  }
}

/**
 * What changed between the look before the move and now.
 *
 * @param calls - system calls
 * @param pair - the duplicate, which is at its target now, and what is kept
 * @returns undefined when all is as it should be
 */
export function lateChange(calls: MemoryCalls, pair: DuplicatePair): OutcomeCode | undefined {
  const { source, to, kept } = pair;
  if (calls.stat(kept.place) !== kept.node) return 'kept_missing';
  if (kept.node.ctime !== kept.ctime) return 'kept_changed';
  return calls.stat(to) === source && source.mtime === pair.wasChanged ? undefined : 'changed_since_plan';
}
