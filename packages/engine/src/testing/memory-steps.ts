import { outcomeId, type OutcomeCode } from '@kempt/contracts';
import { FileSystemError } from '../errors/file-system-error.ts';
import {
  NO_REQUIREMENT,
  type BatchOutcome,
  type CreatedFile,
  type FolderRef,
  type StepBatch,
  type StopSignal,
} from '../ports/file-system.ts';
import { stepRow, type StepRow } from './batch-rows.ts';
import { copyFile, equalBytes, type CopyRequest } from './memory-copy.ts';
import { syncFolders } from './memory-calls.ts';
import { checkPair, keptFile, lateChange } from './memory-kept.ts';
import { linkToKept, rejoinFile, separateFromKept } from './memory-links.ts';
import { linkSymbolically, replaceLink } from './memory-symlinks.ts';
import { movedFiles } from './memory-moved.ts';
import { pathOf } from './memory-guard.ts';
import { checkedFile, createdFolder, giveFacts, openPlace, type StepContext } from './memory-identity.ts';
import type { MemoryNode } from './memory-node.ts';
import type { Place } from './memory-tree.ts';
import { outcomeOfError } from './outcome-of-error.ts';

const COMPLETED = outcomeId('completed');

/**
 * Carries out a batch in order, then syncs every folder it touched.
 *
 * @param context - calls and roots
 * @param batch - the steps
 * @param signal - stops between two steps
 * @returns what became of each row
 */
export function executeSteps(context: StepContext, batch: StepBatch, signal?: StopSignal): BatchOutcome {
  const run = new BatchRun(context, batch);
  for (let row = 0; row < batch.count; row++) {
    if (signal !== undefined && Atomics.load(signal, 0) !== 0) break;
    if (batch.skip[row] === 0) run.attempt(row);
  }
  return run.finish();
}

class BatchRun {
  readonly #context: StepContext;
  readonly #batch: StepBatch;
  readonly #code: Uint8Array;
  readonly #messages = new Map<number, string>();
  readonly #created = new Map<number, CreatedFile>();
  readonly #leftovers = new Map<number, OutcomeCode>();
  readonly #gained = new Map<number, number>();
  /** Row, and when its file changed last before and after. */
  readonly #moved: (readonly [number, bigint, bigint])[] = [];
  /** Folders whose entries changed, by absolute path. */
  readonly #touched = new Map<string, FolderRef>();

  constructor(context: StepContext, batch: StepBatch) {
    this.#context = context;
    this.#batch = batch;
    this.#code = new Uint8Array(batch.count);
  }

  attempt(row: number): void {
    try {
      if (!this.#isFree(row)) throw new FileSystemError('dependency_skipped', 'the step it requires was not done');
      this.#perform(stepRow(this.#batch, row));
      this.#code[row] = COMPLETED;
    } catch (error) {
      if (!(error instanceof FileSystemError)) throw error;
      this.#code[row] = outcomeId(outcomeOfError(error));
      this.#messages.set(row, error.message);
    }
  }

  finish(): BatchOutcome {
    const unsynced = syncFolders(this.#context.calls, this.#touched);
    const [code, messages, created, leftovers] = [this.#code, this.#messages, this.#created, this.#leftovers];
    const outcome = { code, messages, created, unsynced, leftovers, gained: this.#gained };
    return this.#moved.length === 0 ? outcome : { ...outcome, moved: movedFiles(this.#moved) };
  }

  #isFree(row: number): boolean {
    const required = this.#batch.requires[row] ?? NO_REQUIREMENT;
    if (required === NO_REQUIREMENT) return true;
    return required < row && (this.#batch.skip[required] !== 0 || this.#code[required] === COMPLETED);
  }

  #perform(step: StepRow): void {
    switch (step.action) {
      case 'move':
        this.#move(step);
        return;
      case 'copy':
        this.#copy(step);
        return;
      case 'remove_copy':
        this.#removeCopy(step);
        return;
      case 'make_folder':
        this.#makeFolder(step);
        return;
      case 'remove_folder':
        this.#removeFolder(step);
        return;
      case 'quarantine':
        this.#quarantine(step);
        return;
      case 'displace':
        this.#displace(step);
        return;
      case 'purge':
        this.#purge(step);
        return;
      case 'hardlink':
        this.#hardlink(step);
        return;
      case 'separate':
        this.#separate(step);
        return;
      case 'symlink':
        this.#symlink(step);
        return;
      case 'replace_link':
        this.#replaceLink(step);
        return;
      case 'rejoin':
        this.#rejoin(step);
        return;
      case 'reflink':
        throw new FileSystemError('not_supported', 'bytes of two files cannot be shared here');
    }
  }

  #move(step: StepRow): void {
    const { from, source, to, part } = this.#filePlaces(step);
    try {
      if (this.#context.linkMoves) this.#linkAndUnlink(step, { from, to, source });
      else {
        const before = source.ctime;
        this.#rename(step, { from, to, part });
        if (this.#batch.watch?.[step.row] === 1) this.#moved.push([step.row, before, source.ctime]);
      }
    } catch (error) {
      if (!(error instanceof FileSystemError) || error.code !== 'cross_device') throw error;
      this.#copyFile(step, { from, source, to, part, removeSource: true });
    }
    this.#touch(from, step.sourceFolder);
    this.#touch(to, step.targetFolder);
  }

  #displace(step: StepRow): void {
    const places = this.#filePlaces(step);
    if (this.#context.linkMoves) this.#linkAndUnlink(step, places);
    else this.#rename(step, places);
    this.#touch(places.from, step.sourceFolder);
    this.#touch(places.to, step.targetFolder);
  }

  /** Compares, moves, and looks once more: what changed meanwhile goes back. */
  #quarantine(step: StepRow): void {
    const { calls } = this.#context;
    const places = this.#filePlaces({ ...step, match: 'inode' });
    const kept = keptFile(this.#context, step);
    const pair = { ...places, kept, wasChanged: places.source.mtime };
    checkPair(calls, pair);
    if (this.#context.linkMoves) this.#linkAndUnlink(step, places);
    else calls.rename(places.from, places.to);
    this.#touch(places.from, step.sourceFolder);
    this.#touch(places.to, step.targetFolder);
    const late = lateChange(calls, pair);
    if (late === undefined) return;
    this.#attemptBack(step, () => {
      calls.rename(places.to, places.from);
    });
    throw new FileSystemError(late, `changed meanwhile: ${pathOf(places.from)}`);
  }

  #hardlink(step: StepRow): void {
    const { from, source, part } = this.#filePlaces({ ...step, match: 'inode' });
    const kept = keptFile(this.#context, step);
    this.#touch(from, step.sourceFolder);
    const pair = { from, source, to: part, kept, wasChanged: source.mtime, access: 'same' } as const;
    this.#created.set(step.row, linkToKept(this.#context.calls, pair, this.#leaveBehind(step)));
    this.#gained.set(step.row, source.links === 0 ? source.bytes.length : 0);
  }

  #symlink(step: StepRow): void {
    const { from, source, part } = this.#filePlaces({ ...step, match: 'inode' });
    const kept = keptFile(this.#context, step);
    this.#touch(from, step.sourceFolder);
    const pair = { from, source, to: part, kept, wasChanged: source.mtime };
    this.#created.set(step.row, linkSymbolically(this.#context, { pair, step }, this.#leaveBehind(step)));
    this.#gained.set(step.row, source.links === 0 ? source.bytes.length : 0);
  }

  #replaceLink(step: StepRow): void {
    const from = openPlace(this.#context, step.sourceFolder, step.sourceName);
    this.#touch(from, step.sourceFolder);
    this.#created.set(step.row, replaceLink(this.#context, { from, step }, this.#leaveBehind(step)));
  }

  #rejoin(step: StepRow): void {
    const to = openPlace(this.#context, step.targetFolder, step.targetName);
    this.#touch(to, step.targetFolder);
    this.#created.set(step.row, rejoinFile(this.#context, step, this.#leaveBehind(step)));
  }

  #separate(step: StepRow): void {
    const from = openPlace(this.#context, step.sourceFolder, step.sourceName);
    this.#touch(from, step.sourceFolder);
    this.#created.set(step.row, separateFromKept(this.#context.calls, { from, step }, this.#leaveBehind(step)));
  }

  #leaveBehind({ row }: StepRow): (code: OutcomeCode) => void {
    return (code) => void this.#leftovers.set(row, code);
  }

  #purge(step: StepRow): void {
    const { calls } = this.#context;
    const from = openPlace(this.#context, step.sourceFolder, step.sourceName);
    const node = checkedFile(calls, from, step);
    calls.unlink(from, node);
    this.#gained.set(step.row, node.links === 0 ? node.bytes.length : 0);
    this.#touch(from, step.sourceFolder);
  }

  /** Where case is folded, a file's new spelling is taken by the file itself: it goes by a third name. */
  #rename(step: StepRow, { from, to, part }: Record<'from' | 'to' | 'part', Place>): void {
    const { calls } = this.#context;
    try {
      calls.rename(from, to);
    } catch (error) {
      const itself =
        from.folder.node === to.folder.node && from.name !== to.name && calls.stat(from) === calls.stat(to);
      if (!itself || calls.stat(to)?.links !== 1) throw error;
      calls.rename(from, part);
      try {
        calls.rename(part, to);
      } catch (second) {
        this.#attemptBack(step, () => {
          calls.rename(part, from);
        });
        throw second;
      }
    }
  }

  /** Where the name was given to another file in between, ours is at its target and theirs stays. */
  #linkAndUnlink(step: StepRow, { from, to, source }: { from: Place; to: Place; source: MemoryNode }): void {
    const { calls } = this.#context;
    calls.link(from, to);
    try {
      calls.unlink(from, source);
    } catch (error) {
      if (!(error instanceof FileSystemError)) throw error;
      if (error.code === 'changed_since_plan' || error.code === 'not_found') return;
      this.#attemptBack(step, () => {
        calls.unlink(to, source);
      });
      throw error;
    }
  }

  /** Takes half a step back; what cannot be taken back is noted. */
  #attemptBack({ row }: StepRow, back: () => void): void {
    try {
      back();
    } catch (error) {
      if (!(error instanceof FileSystemError)) throw error;
      this.#leftovers.set(row, outcomeOfError(error));
    }
  }

  #copy(step: StepRow): void {
    const places = this.#filePlaces(step);
    this.#copyFile(step, { ...places, removeSource: false });
    this.#touch(places.to, step.targetFolder);
  }

  #copyFile(step: StepRow, request: Omit<CopyRequest, 'leaveBehind'>): void {
    const leaveBehind = this.#leaveBehind(step);
    this.#created.set(step.row, copyFile(this.#context.calls, { ...request, leaveBehind }));
  }

  #filePlaces(step: StepRow): { from: Place; source: MemoryNode; to: Place; part: Place } {
    const from = openPlace(this.#context, step.sourceFolder, step.sourceName);
    const source = checkedFile(this.#context.calls, from, step);
    const to = openPlace(this.#context, step.targetFolder, step.targetName);
    return { from, source, to, part: { folder: to.folder, name: step.partName } };
  }

  #removeCopy(step: StepRow): void {
    const { calls } = this.#context;
    const at = openPlace(this.#context, step.targetFolder, step.targetName);
    const copy = checkedFile(calls, at, step);
    if (!this.#sourceHolds(step, copy)) {
      throw new FileSystemError('source_differs', `its source does not hold the same bytes: ${pathOf(at)}`);
    }
    calls.unlink(at, copy);
    this.#touch(at, step.targetFolder);
  }

  #sourceHolds(step: StepRow, copy: MemoryNode): boolean {
    const { calls } = this.#context;
    try {
      const from = openPlace(this.#context, step.sourceFolder, step.sourceName);
      return calls.stat(from) !== copy && equalBytes(calls.read(from), copy.bytes);
    } catch (error) {
      if (error instanceof FileSystemError) return false;
      throw error;
    }
  }

  #makeFolder(step: StepRow): void {
    const { calls } = this.#context;
    const at = openPlace(this.#context, step.targetFolder, step.targetName);
    if (calls.stat(at)?.kind === 'folder') return;
    const node = calls.makeFolder(at);
    try {
      giveFacts(calls, { node, path: pathOf(at) }, this.#batch.folderFacts.get(step.row));
    } catch (error) {
      if (error instanceof FileSystemError) calls.removeFolder(at, node);
      throw error;
    }
    this.#created.set(step.row, createdFolder(node));
    this.#touch(at, step.targetFolder);
  }

  #removeFolder(step: StepRow): void {
    const { calls } = this.#context;
    const at = openPlace(this.#context, step.sourceFolder, step.sourceName);
    const node = calls.stat(at);
    if (node === undefined) throw new FileSystemError('not_found', `no such folder: ${pathOf(at)}`);
    if (node.kind !== 'folder') throw new FileSystemError('folder_is_symlink', `not a folder: ${pathOf(at)}`);
    calls.removeFolder(at, node);
    this.#touch(at, step.sourceFolder);
  }

  #touch({ folder }: Place, ref: FolderRef): void {
    this.#touched.set(folder.path, ref);
  }
}
