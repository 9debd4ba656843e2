import type { OutcomeCode } from '@kempt/contracts';
import { FileSystemError } from '../errors/file-system-error.ts';
import type { CreatedFile } from '../ports/file-system.ts';
import type { StepRow } from './batch-rows.ts';
import { hashBytes } from './hash-bytes.ts';
import type { MemoryCalls } from './memory-calls.ts';
import { equalBytes } from './memory-copy.ts';
import { pathOf } from './memory-guard.ts';
import { openPlace, type StepContext } from './memory-identity.ts';
import { checkPair, type DuplicatePair } from './memory-kept.ts';
import type { MemoryNode } from './memory-node.ts';
import type { Place } from './memory-tree.ts';
import { outcomeOfError } from './outcome-of-error.ts';

const PERMISSIONS = 0o7777;

/** Told why a name that was made could not be removed again. */
export type LeaveBehind = (code: OutcomeCode) => void;

/**
 * Makes a duplicate another name of the kept file, as the disk does: linked under the temporary name, compared,
 * exchanged, compared once more, and only then gone.
 *
 * @param calls - system calls
 * @param pair - the duplicate, the temporary name as its target, what is kept, and whether access must be the same
 * @param leaveBehind - told of names that stay
 * @returns identity of the kept file
 * @throws FileSystemError when everything is as it was
 */
export function linkToKept(
  calls: MemoryCalls,
  { access, ...pair }: DuplicatePair & { readonly access: 'same' | 'any' },
  leaveBehind: LeaveBehind,
): CreatedFile {
  const { from, source, to: part, kept } = pair;
  if (source === kept.node) throw new FileSystemError('same_file', `the file that is kept: ${pathOf(from)}`);
  if (access === 'same') checkAccess(source, kept.node);
  calls.sync(pathOf(kept.place));
  const keptTime = kept.node.mtime;
  calls.link(kept.place, part);
  takingBack(calls, { place: part, node: kept.node, leaveBehind }, () => {
    if (calls.stat(part) !== kept.node) throw new FileSystemError('kept_changed', `replaced: ${pathOf(kept.place)}`);
    checkPair(calls, pair);
    swapIn(calls, { place: from, part, out: source }, () => {
      if (calls.stat(from) !== kept.node || kept.node.mtime !== keptTime) {
        throw new FileSystemError('kept_changed', `changed meanwhile: ${pathOf(kept.place)}`);
      }
      const isSame = calls.stat(part) === source && source.mtime === pair.wasChanged;
      if (isSame && equalBytes(source.bytes, kept.node.bytes)) return;
      throw new FileSystemError('changed_since_plan', `changed meanwhile: ${pathOf(from)}`);
    });
  });
  return createdAs(kept.node, new Uint8Array(0));
}

/**
 * Makes a name of the kept file a file of its own.
 *
 * @param calls - system calls
 * @param request - the name, and the row
 * @param leaveBehind - told of names that stay
 * @returns identity and hash of the new file
 * @throws FileSystemError when everything is as it was
 */
export function separateFromKept(
  calls: MemoryCalls,
  { from, step }: { readonly from: Place; readonly step: StepRow },
  leaveBehind: LeaveBehind,
): CreatedFile {
  const node = keptUnder(calls, from, step);
  const part = { folder: from.folder, name: step.partName };
  const copy = calls.create(part);
  takingBack(calls, { place: part, node: copy, leaveBehind }, () => {
    calls.write(copy, calls.read(from), pathOf(part));
    calls.setFacts(copy, { ...node, mtime: step.mtime }, pathOf(part));
    calls.sync(pathOf(part));
    swapIn(calls, { place: from, part, out: node }, () => {
      if (calls.stat(part) === node && node.mtime === step.kept?.mtime && calls.stat(from) === copy) return;
      throw new FileSystemError('changed_since_plan', `changed meanwhile: ${pathOf(from)}`);
    });
  });
  return createdAs(copy, hashBytes(copy.bytes));
}

/**
 * Makes a name of the kept file another name of the file it belonged to before.
 *
 * @param context - calls and roots
 * @param step - the row: the source is the file, the target the name
 * @param leaveBehind - told of names that stay
 * @returns identity of the file
 * @throws FileSystemError when everything is as it was
 */
export function rejoinFile(context: StepContext, step: StepRow, leaveBehind: LeaveBehind): CreatedFile {
  const { calls } = context;
  const from = openPlace(context, step.targetFolder, step.targetName);
  const source = keptUnder(calls, from, step);
  const place = openPlace(context, step.sourceFolder, step.sourceName);
  const node = calls.stat(place);
  if (node === undefined) throw new FileSystemError('not_found', `no such file: ${pathOf(place)}`);
  if (!isFirstName(node, step)) throw new FileSystemError('source_differs', `another file by now: ${pathOf(place)}`);
  const to = { folder: from.folder, name: step.partName };
  const kept = { place, node, ctime: node.ctime };
  return linkToKept(calls, { from, source, to, kept, wasChanged: source.mtime, access: 'any' }, leaveBehind);
}

/**
 * Whether a node is the file whose further name a row makes.
 *
 * @param node - what was found
 * @param step - the row; inode 0 stands for any
 * @returns true for the planned regular file
 */
export function isFirstName(node: MemoryNode, { device, inode, mtime, size }: StepRow): boolean {
  const isPlanned = inode === 0n || (node.inode === inode && node.device.id === device);
  return isPlanned && node.kind === 'file' && node.bytes.length === size && node.mtime === mtime;
}

function keptUnder(calls: MemoryCalls, from: Place, { kept, size }: StepRow): MemoryNode {
  const node = calls.stat(from);
  if (kept === undefined) throw new FileSystemError('kept_missing', 'no file is kept');
  if (node === undefined) throw new FileSystemError('not_found', `no such file: ${pathOf(from)}`);
  if (node.kind !== 'file') throw new FileSystemError('not_a_regular_file', `not a file: ${pathOf(from)}`);
  const isPlanned = node.inode === kept.inode && node.device.id === kept.device && node.mtime === kept.mtime;
  if (isPlanned && node.bytes.length === size) return node;
  throw new FileSystemError('changed_since_plan', `changed since it was planned: ${pathOf(from)}`);
}

/**
 * Checks that the same people may do the same with two files.
 *
 * @param one - a file
 * @param other - another
 * @throws FileSystemError `access_differs`
 */
export function checkAccess(one: MemoryNode, other: MemoryNode): void {
  const isSame =
    one.uid === other.uid &&
    one.gid === other.gid &&
    (one.mode & PERMISSIONS) === (other.mode & PERMISSIONS) &&
    JSON.stringify([...one.xattrs].sort()) === JSON.stringify([...other.xattrs].sort());
  if (!isSame) throw new FileSystemError('access_differs', 'owner, permissions or attributes differ');
}

/**
 * Exchanges, looks, and removes what came out; exchanges back when the look or the removal fails.
 *
 * @param calls - system calls
 * @param names - the name, the temporary one, and what comes out
 * @param look - throws what speaks against it
 */
export function swapIn(
  calls: MemoryCalls,
  { place, part, out }: { readonly place: Place; readonly part: Place; readonly out: MemoryNode },
  look: () => void,
): void {
  calls.exchange(part, place);
  try {
    look();
    calls.unlink(part, out);
  } catch (error) {
    if (error instanceof FileSystemError) calls.exchange(part, place);
    throw error;
  }
}

/**
 * Removes a name that was made when what follows fails.
 *
 * @param calls - system calls
 * @param made - the name and what it names
 * @param work - what follows
 */
export function takingBack(
  calls: MemoryCalls,
  { place, node, leaveBehind }: { readonly place: Place; readonly node: MemoryNode; readonly leaveBehind: LeaveBehind },
  work: () => void,
): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
    try {
      calls.unlink(place, node);
    } catch (second) {
      if (!(second instanceof FileSystemError)) throw second;
      leaveBehind(outcomeOfError(second));
    }
    throw error;
  }
}

/**
 * What a file that was made is reported as.
 *
 * @param node - the file
 * @param hash - of its bytes
 * @returns its identity
 */
export function createdAs({ device, inode, mtime }: MemoryNode, hash: Uint8Array): CreatedFile {
  return { device: device.id, inode, mtime, hash };
}
