import { accessSync, constants, fstatSync } from 'node:fs';
import type { OutcomeCode } from '@kempt/contracts';
import type { FileFacts, FileRef, FolderFacts, FolderRef, FolderTimes } from '../ports/file-system.ts';
import { ENTRY_KINDS } from '../ports/file-system.ts';
import { encodeRaw } from '../names/raw-string.ts';
import { emptyFacts, type EntryFacts, type OpenFolder } from './disk-calls.ts';
import { errnoOf, outcomeOfErrno } from './errno-outcome.ts';
import { kindOfMode } from './list-folders.ts';
import type { Reading } from './read-files.ts';

const ITSELF = new Uint8Array(0);

/**
 * Facts of folders with their extended attributes.
 *
 * @param reading - calls and folders
 * @param folders - which folders
 * @returns facts; undefined where there is no such folder
 */
export function folderFacts(reading: Reading, folders: readonly FolderRef[]): (FolderFacts | undefined)[] {
  return folders.map((ref) => {
    reading.session.trim();
    const folder = reading.session.folder(ref);
    const facts = emptyFacts();
    if (typeof folder === 'number' || reading.calls.stat(folder, ITSELF, facts) !== 0) return undefined;
    const { device, inode, mode, uid, gid, atime, mtime } = facts;
    const xattrs = reading.calls
      .xattrs(folder.fd)
      .map(({ name, value }) => ({ name, value: Buffer.from(value).toString('base64') }));
    return { device, inode, mode, uid, gid, atime, mtime, xattrs };
  });
}

/**
 * Facts of single entries, links not followed.
 *
 * @param reading - calls and folders
 * @param files - which entries
 * @returns facts; undefined where there is none
 */
export function fileFacts(reading: Reading, files: readonly FileRef[]): (FileFacts | undefined)[] {
  return files.map((file) => {
    reading.session.trim();
    const folder = reading.session.folder(file.folder);
    const facts = emptyFacts();
    if (typeof folder === 'number' || reading.calls.stat(folder, encodeRaw(file.name), facts) !== 0) return undefined;
    return portFacts(facts);
  });
}

function portFacts(facts: EntryFacts): FileFacts {
  const { size, mtime, ctime, device, inode, mode, links } = facts;
  return { kind: ENTRY_KINDS[kindOfMode(mode)] ?? 'unknown', size, mtime, ctime, device, inode, mode, links };
}

/**
 * Folders to which this process may not add entries, or from which it may not remove any.
 *
 * @param reading - calls and folders
 * @param folders - which folders
 * @returns the reason by index of the folder
 */
export function unwritableFolders(reading: Reading, folders: readonly FolderRef[]): Map<number, OutcomeCode> {
  const refused = new Map<number, OutcomeCode>();
  folders.forEach((ref, index) => {
    reading.session.trim();
    const folder = reading.session.folder(ref);
    if (typeof folder === 'number') refused.set(index, outcomeOfErrno(-folder));
    else {
      const failed = mayWrite(folder);
      if (failed !== 0) refused.set(index, outcomeOfErrno(failed));
    }
  });
  return refused;
}

function mayWrite(folder: OpenFolder): number {
  try {
    if (process.platform === 'linux') {
      accessSync(`/proc/self/fd/${String(folder.fd)}/.`, constants.W_OK | constants.X_OK);
    } else if ((fstatSync(folder.fd).mode & 0o222) === 0) return 13;
    return 0;
  } catch (error) {
    return errnoOf(error);
  }
}

/**
 * Sets folder times back, each only while its mtime is the expected one.
 *
 * @param reading - calls and folders
 * @param requests - what to set
 * @returns 1 per request where it was set
 */
export function restoreFolderTimes(reading: Reading, requests: readonly FolderTimes[]): Uint8Array {
  const facts = emptyFacts();
  return Uint8Array.from(requests, (request) => {
    reading.session.trim();
    const folder = reading.session.folder(request.folder);
    if (typeof folder === 'number' || reading.calls.stat(folder, ITSELF, facts) !== 0) return 0;
    if (facts.mtime !== request.expectedMtime) return 0;
    return reading.calls.setTimes(folder.fd, request) === 0 ? 1 : 0;
  });
}
