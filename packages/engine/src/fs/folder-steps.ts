import { fchmodSync, fchownSync } from 'node:fs';
import { constants } from 'node:os';
import { displayName } from '../names/display-name.ts';
import { decodeRaw } from '../names/raw-string.ts';
import type { FolderFacts, FolderRef } from '../ports/file-system.ts';
import { emptyFacts, type DiskCalls, type OpenFolder } from './disk-calls.ts';
import { errnoOf } from './errno-outcome.ts';
import type { BatchRun } from './batch-run.ts';
import { kindOfMode } from './list-folders.ts';
import { sourceName, targetName } from './step-rows.ts';

const { errno } = constants;
const FOLDER_KIND = 1;
const NO_HASH = new Uint8Array(0);
const PERMISSIONS = 0o7777;

/**
 * Makes a folder, with the mode, owner and attributes it once had where the batch knows them. A folder that is there
 * already counts as done, but not as made.
 *
 * @param run - the batch
 * @param row - the row
 */
export function makeFolder(run: BatchRun, row: number): void {
  const parent = run.folder(row, run.batch.targetFolder[row]);
  if (parent === undefined) return;
  const { calls, fault } = run.execution;
  const name = targetName(run.batch, row);
  const before = run.batch.folderFacts.get(row);
  fault('make_folder');
  const failed = calls.makeFolder(parent, name, 0o777);
  const facts = emptyFacts();
  const seen = calls.stat(parent, name, facts);
  if (failed !== 0 && failed !== errno.EEXIST) run.refuse(row, failed, 'mkdir');
  else if (seen !== 0) run.refuse(row, seen, 'stat');
  else if (kindOfMode(facts.mode) !== FOLDER_KIND) run.end(row, 'destination_exists');
  else if (failed === errno.EEXIST) run.end(row, 'completed');
  else {
    run.created.set(row, { device: facts.device, inode: facts.inode, mtime: facts.mtime, hash: NO_HASH });
    run.end(row, 'completed', before === undefined ? undefined : giveBack(calls, parent, { name, before }));
    run.touched.add(run.batch.targetFolder[row] ?? 0);
  }
}

/**
 * Removes a folder that is empty now.
 *
 * @param run - the batch
 * @param row - the row
 */
export function removeFolder(run: BatchRun, row: number): void {
  const parent = run.folder(row, run.batch.sourceFolder[row]);
  if (parent === undefined) return;
  const name = sourceName(run.batch, row);
  const above = run.slots.ref(run.batch.sourceFolder[row] ?? 0);
  run.execution.fault('remove_folder');
  const failed = run.execution.calls.removeFolder(parent, name);
  if (failed !== 0) {
    run.refuse(row, failed === errno.EEXIST ? errno.ENOTEMPTY : failed, 'rmdir');
    return;
  }
  run.slots.forget(childRef(above, decodeRaw(name)));
  run.end(row, 'completed');
  run.touched.add(run.batch.sourceFolder[row] ?? 0);
}

/**
 * The folder below a folder.
 *
 * @param above - the folder
 * @param name - raw name of the one below
 * @returns its reference
 */
function childRef(above: FolderRef, name: string): FolderRef {
  return { root: above.root, path: above.path === '' ? name : `${above.path}/${name}` };
}

function giveBack(
  calls: DiskCalls,
  parent: OpenFolder,
  made: { readonly name: Uint8Array; readonly before: FolderFacts },
): string | undefined {
  const folder = calls.openChild(parent, made.name);
  if (typeof folder === 'number') return 'its mode could not be given back';
  const refused: string[] = [];
  const attempt = (what: string, call: () => void): void => {
    try {
      call();
    } catch (error) {
      if (errnoOf(error) !== 0) refused.push(what);
    }
  };
  attempt('owner', () => {
    fchownSync(folder.fd, made.before.uid, made.before.gid);
  });
  for (const { name, value } of made.before.xattrs) {
    if (calls.setXattr(folder.fd, { name, value: Buffer.from(value, 'base64') }) !== 0) {
      refused.push(displayName(name));
    }
  }
  attempt('mode', () => {
    fchmodSync(folder.fd, made.before.mode & PERMISSIONS);
  });
  calls.close(folder);
  return refused.length === 0 ? undefined : `could not be given back: ${refused.join(', ')}`;
}
