import { closeSync, ftruncateSync, writeSync } from 'node:fs';
import type { OutcomeCode } from '@kempt/contracts';
import { encodeRaw } from '../names/raw-string.ts';
import type { FilePiece, PieceOutcome } from '../ports/file-system.ts';
import { emptyFacts, type DiskCalls, type EntryFacts } from './disk-calls.ts';
import { errnoOf, outcomeOfErrno } from './errno-outcome.ts';
import type { Reading } from './read-files.ts';
import { isRegular } from './step-rows.ts';

const NO_NAME = new Uint8Array(0);

/**
 * Writes a piece of a file that is being received. Threat model: whoever may write in the folder can put another file
 * under the name at any moment, so what is written to is the file that was made for it, told by its descriptor.
 *
 * @param reading - calls and folders
 * @param piece - which file, where in it, and the bytes
 * @returns facts of the file afterwards, or why nothing is sure to be written
 */
export function writePiece({ calls, session }: Reading, piece: FilePiece): PieceOutcome {
  if (!isName(piece.name)) return { code: 'not_supported' };
  const folder = session.folder(piece.folder);
  if (typeof folder === 'number') return { code: outcomeOfErrno(-folder) };
  const mode = piece.identity === undefined ? 'create_open' : 'write';
  const fd = calls.open(folder, encodeRaw(piece.name), mode);
  if (fd < 0) return { code: outcomeOfErrno(-fd) };
  try {
    return writeOpen(calls, fd, piece);
  } catch (error) {
    return { code: outcomeOfErrno(errnoOf(error)) };
  } finally {
    closeSync(fd);
  }
}

function writeOpen(calls: DiskCalls, fd: number, { identity, offset, bytes, sync }: FilePiece): PieceOutcome {
  const facts = emptyFacts();
  const refused = refusalOf(calls, fd, facts);
  if (refused !== undefined) return { code: refused };
  const same = identity === undefined || (facts.device === identity.device && facts.inode === identity.inode);
  if (!same || facts.size < offset) return { code: 'changed_since_scan' };
  if (facts.size > offset) ftruncateSync(fd, offset);
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done, bytes.length - done, offset + done);
  const failed = sync ? calls.sync(fd) : 0;
  if (failed !== 0) return { code: outcomeOfErrno(failed) };
  const gone = refusalOf(calls, fd, facts);
  return gone === undefined ? { code: 'completed', facts: { ...facts, kind: 'file' } } : { code: gone };
}

function refusalOf(calls: DiskCalls, fd: number, facts: EntryFacts): OutcomeCode | undefined {
  const failed = calls.stat({ fd, prefix: NO_NAME }, NO_NAME, facts);
  if (failed !== 0) return outcomeOfErrno(failed);
  return isRegular(facts.mode) ? undefined : 'not_a_regular_file';
}

function isName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\0]/.test(name);
}
