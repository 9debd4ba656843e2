import type { OutcomeCode } from '@kempt/contracts';
import { FileSystemError } from '../errors/file-system-error.ts';
import type { CreatedFile } from '../ports/file-system.ts';
import { hashBytes } from './hash-bytes.ts';
import type { MemoryCalls } from './memory-calls.ts';
import { pathOf } from './memory-guard.ts';
import type { MemoryNode } from './memory-node.ts';
import type { Place } from './memory-tree.ts';
import { outcomeOfError } from './outcome-of-error.ts';

/** What is copied to where. */
export interface CopyRequest {
  readonly from: Place;
  /** The file found at `from` and checked. */
  readonly source: MemoryNode;
  readonly to: Place;
  /** Name the copy has until it is whole, in the folder of `to`. */
  readonly part: Place;
  /** Whether the source goes once the copy is safe. */
  readonly removeSource: boolean;
  /** Told why a name that was made could not be removed again. */
  readonly leaveBehind: (code: OutcomeCode) => void;
}

/**
 * Copies a file as the disk does: written under its temporary name with its metadata, synced, read back, published by
 * a second name, the folder synced, the source removed if it is a move, and the temporary name at the very end, so
 * that recovery knows a copy of its own.
 *
 * @param calls - system calls
 * @param request - what to where
 * @returns identity and hash of the new file
 * @throws FileSystemError when the copy was taken back; the source is untouched then
 */
export function copyFile(calls: MemoryCalls, request: CopyRequest): CreatedFile {
  const { part, to } = request;
  const copy = calls.create(part);
  const made: Place[] = [part];
  try {
    const hash = fillCopy(calls, request, copy);
    calls.link(part, to);
    made.unshift(to);
    syncFolder(calls, to);
    if (request.removeSource) removeSource(calls, request);
    removeMade(calls, request, { node: copy, places: [part] });
    return { device: copy.device.id, inode: copy.inode, mtime: copy.mtime, hash };
  } catch (error) {
    if (error instanceof FileSystemError) removeMade(calls, request, { node: copy, places: made });
    throw error;
  }
}

/** The temporary name comes last: it stays when the other one does, so that the copy is known later. */
function removeMade(
  calls: MemoryCalls,
  { leaveBehind }: CopyRequest,
  { node, places }: { readonly node: MemoryNode; readonly places: readonly Place[] },
): void {
  try {
    for (const place of places) calls.unlink(place, node);
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
    if (error.code !== 'not_found' && error.code !== 'changed_since_plan') leaveBehind(outcomeOfError(error));
  }
}

function fillCopy(calls: MemoryCalls, request: CopyRequest, copy: MemoryNode): Uint8Array {
  const { from, source, part } = request;
  const bytes = calls.read(from);
  const { ctime } = source;
  calls.write(copy, bytes, pathOf(part));
  calls.setFacts(copy, source, pathOf(part));
  calls.sync(pathOf(part));
  const hash = hashBytes(bytes);
  if (!equalBytes(hash, hashBytes(calls.read(part, 'read_back')))) {
    throw new FileSystemError('verification_failed', 'what was read back differs from what was written');
  }
  if (source.ctime !== ctime) throw new FileSystemError('changed_since_plan', 'changed while it was copied');
  return hash;
}

function syncFolder(calls: MemoryCalls, { folder }: Place): void {
  try {
    calls.sync(folder.path);
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
    throw new FileSystemError('io_error', error.message, error);
  }
}

/** The original may have been taken away meanwhile: then the copy is all that is left of it, and stays. */
function removeSource(calls: MemoryCalls, { from, source }: CopyRequest): void {
  try {
    calls.unlink(from, source);
  } catch (error) {
    if (!(error instanceof FileSystemError) || error.code !== 'not_found') throw error;
  }
}

/**
 * Whether two byte strings are equal.
 *
 * @param one - bytes
 * @param other - bytes
 * @returns true when they are
 */
export function equalBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
