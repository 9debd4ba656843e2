import { FileSystemError } from '../errors/file-system-error.ts';
import type { FilePiece, PieceOutcome } from '../ports/file-system.ts';
import { fileFactsOf } from './memory-facts.ts';
import { pathOf } from './memory-guard.ts';
import type { StepContext } from './memory-identity.ts';
import { outcomeOfError } from './outcome-of-error.ts';

/**
 * Writes a piece of a file that is being received.
 *
 * @param context - calls and roots
 * @param piece - which file, where in it, and the bytes
 * @returns facts of the file afterwards, or why it was not written
 */
export function writePieceInMemory({ calls, openFolder }: StepContext, piece: FilePiece): PieceOutcome {
  const { identity, offset, bytes, sync, name } = piece;
  try {
    const place = { folder: openFolder(piece.folder), name };
    const node = identity === undefined ? calls.create(place) : calls.stat(place);
    if (node === undefined) throw new FileSystemError('not_found', `no such file: ${pathOf(place)}`);
    if (node.kind === 'symlink') throw new FileSystemError('folder_is_symlink', `a link: ${pathOf(place)}`);
    if (node.kind !== 'file') throw new FileSystemError('not_a_regular_file', `not a file: ${pathOf(place)}`);
    const same = identity === undefined || (node.inode === identity.inode && node.device.id === identity.device);
    if (!same || node.bytes.length < offset) return { code: 'changed_since_scan' };
    if (identity === undefined) calls.setFacts(node, { mode: 0o644 }, pathOf(place));
    calls.write(node, Buffer.concat([node.bytes.subarray(0, offset), bytes]), pathOf(place));
    if (sync) calls.sync(pathOf(place));
    return { code: 'completed', facts: fileFactsOf(node) };
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
    return { code: outcomeOfError(error) };
  }
}
