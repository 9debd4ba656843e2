import { outcomeId, type OutcomeCode } from '@kempt/contracts';
import { FileSystemError } from '../errors/file-system-error.ts';
import {
  NO_REQUIREMENT,
  STEP_ACTIONS,
  type BatchOutcome,
  type CreatedFile,
  type FolderRef,
  type StepAction,
  type StepBatch,
} from '../ports/file-system.ts';
import { stepRow, type StepRow } from './batch-rows.ts';
import { hashBytes } from './hash-bytes.ts';
import { syncFolders } from './memory-calls.ts';
import { isFirstName } from './memory-links.ts';
import { isLinkOf } from './memory-symlinks.ts';
import { pathOf } from './memory-guard.ts';
import { createdFolder, giveFacts, isExpected, type StepContext } from './memory-identity.ts';
import { isAnothers, isAwaited, type Settled } from './memory-awaited.ts';
import type { MemoryNode } from './memory-node.ts';
import { fits, isCopy, isKept, lookAt, placeOf, tokenOf, type RowSight, type Sight } from './memory-sight.ts';
import { outcomeOfError } from './outcome-of-error.ts';

const COMPLETED = outcomeId('completed');
/** Actions that take a name away from the source folder. */
const LEAVES: ReadonlySet<StepAction> = new Set(['move', 'quarantine', 'displace', 'purge', 'remove_folder']);
const [COPY, DISPLACE] = [STEP_ACTIONS.indexOf('copy'), STEP_ACTIONS.indexOf('displace')];
const MISSING = [outcomeId('not_found'), outcomeId('changed_since_plan')];

/**
 * Finds out which rows of a batch were done before a crash, from the last to the first: what a later row took away
 * again was brought by the earlier one.
 *
 * @param context - calls and roots
 * @param batch - the batch that was cut short
 * @returns `completed`, `not_attempted`, or the reason why a row can be neither
 */
export function settleSteps(context: StepContext, batch: StepBatch): BatchOutcome {
  const run = new SettleRun(context, batch);
  for (let row = batch.count - 1; row >= 0; row--) {
    if (batch.skip[row] === 0) run.settle(row);
  }
  return run.finish();
}

class SettleRun {
  readonly #context: StepContext;
  readonly #batch: StepBatch;
  readonly #code: Uint8Array;
  readonly #messages = new Map<number, string>();
  readonly #created = new Map<number, CreatedFile>();
  readonly #leftovers = new Map<number, OutcomeCode>();
  /** Folders to sync, by absolute path. */
  readonly #touched = new Map<string, FolderRef>();
  /** What later rows took away, by identity and name: earlier rows brought it there. */
  readonly #takenAway = new Set<string>();
  /** What later rows brought, likewise. */
  readonly #brought = new Set<string>();
  /** The names that they were given there, by folder and name. */
  readonly #filled = new Set<string>();
  readonly #settled: Settled;

  constructor(context: StepContext, batch: StepBatch) {
    this.#context = context;
    this.#batch = batch;
    this.#settled = {
      batch,
      takenAway: this.#takenAway,
      look: (step) => this.#look(step.targetFolder, step.targetName),
    };
    this.#code = new Uint8Array(batch.count);
  }

  settle(row: number): void {
    const step = stepRow(this.#batch, row);
    try {
      const sight = this.#sight(step);
      const code = this.#find(sight);
      if (code === 'completed') this.#touchDone(sight);
      this.#code[row] = outcomeId(code);
    } catch (error) {
      if (!(error instanceof FileSystemError)) throw error;
      this.#code[row] = outcomeId(outcomeOfError(error));
      this.#messages.set(row, error.message);
    }
  }

  finish(): BatchOutcome {
    for (let row = 0; row < this.#batch.count; row++) {
      this.#awaitRequirement(row);
      this.#awaitRoom(row);
    }
    const unsynced = syncFolders(this.#context.calls, this.#touched);
    return { code: this.#code, messages: this.#messages, created: this.#created, unsynced, leftovers: this.#leftovers };
  }

  /** What a row misses may be what the row it requires is still to bring. */
  #awaitRequirement(row: number): void {
    const required = this.#batch.requires[row] ?? NO_REQUIREMENT;
    const missing = MISSING.includes(this.#code[row] ?? 0);
    if (!missing || required >= row || this.#batch.skip[required] !== 0 || this.#code[required] === COMPLETED) return;
    this.#code[row] = outcomeId('not_attempted');
  }

  /** What looks like the copy of a file is the old one, as long as that was not taken away. */
  #awaitRoom(row: number): void {
    const { action, skip } = this.#batch;
    if (row === 0 || action[row] !== COPY || action[row - 1] !== DISPLACE) return;
    const isOld = skip[row] === 0 && skip[row - 1] === 0 && this.#code[row - 1] !== COMPLETED;
    if (!isOld || this.#code[row] !== COMPLETED) return;
    this.#code[row] = outcomeId('not_attempted');
    this.#created.delete(row);
  }

  #sight(step: StepRow): RowSight {
    const source = this.#look(step.sourceFolder, step.sourceName);
    const isLaters = this.#filled.has(placeOf(step.sourceFolder, step.sourceName)) && !fits(source, step);
    const isBrought = isLaters || this.#brought.has(tokenOf(step, step.sourceFolder, step.sourceName));
    return {
      step,
      source: isBrought ? { ...source, node: undefined } : source,
      target: this.#look(step.targetFolder, step.targetName),
      part: this.#look(step.targetFolder, step.partName),
    };
  }

  #find(sight: RowSight): OutcomeCode {
    switch (sight.step.action) {
      case 'move':
        return this.#findMove(sight);
      case 'copy':
        return this.#findCopy(sight);
      case 'remove_copy':
        return sight.target.node === undefined || this.#isFilled(sight.step) ? 'completed' : 'not_attempted';
      case 'make_folder':
        return this.#findFolder(sight);
      case 'remove_folder':
        return sight.source.node?.kind === 'folder' ? 'not_attempted' : 'completed';
      case 'quarantine':
      case 'displace':
        return this.#findMove(sight);
      case 'purge':
        return sight.source.node === undefined ? 'completed' : 'not_attempted';
      case 'hardlink':
        return this.#findHardlink(sight);
      case 'separate':
        return this.#findSeparate(sight);
      case 'symlink':
        return this.#findSymlink(sight);
      case 'replace_link':
        return this.#findReplaced(sight);
      case 'rejoin':
        return this.#findRejoined(sight);
      case 'reflink':
        return fits(sight.source, sight.step) ? 'not_attempted' : 'changed_since_plan';
    }
  }

  #findMove(sight: RowSight): OutcomeCode {
    const { step, source, target, part } = sight;
    if (part.node !== undefined) return this.#findPart(sight, part.node);
    if (fits(source, step)) {
      const isTwice = source.node === target.node && (target.node?.links ?? 0) > 1;
      if (isTwice && !isAwaited(this.#settled, step)) this.#unlink(step, target);
      return 'not_attempted';
    }
    const isTaken = this.#takenAway.has(tokenOf(step, step.targetFolder, step.targetName));
    const isOld = fits(target, step) ? isAwaited(this.#settled, step) : isAnothers(this.#batch, step, target);
    if (isTaken || (fits(target, step) && !isOld)) return this.#moved(step);
    const isGone = step.action === 'move' && source.node === undefined;
    if (isGone && !isOld && isCopy(sight)) return this.#copied(sight);
    return source.node === undefined ? 'not_found' : 'changed_since_plan';
  }

  /** The temporary name is there: the file on its way to a new spelling, or a copy, published or not. */
  #findPart(sight: RowSight, node: MemoryNode): OutcomeCode {
    const { step, source, target, part } = sight;
    if (source.node === undefined && isExpected(node, step)) return this.#putBack(sight);
    const published = node === target.node;
    if (fits(source, step)) {
      if (!published || this.#unlink(step, target)) this.#unlink(step, part);
      return 'not_attempted';
    }
    if (!published && node !== source.node) {
      throw new FileSystemError('io_error', 'a copy may be all there is of the file; it was left');
    }
    this.#unlink(step, part);
    return published ? this.#copied(sight) : 'not_attempted';
  }

  #putBack({ step, source, part }: RowSight): OutcomeCode {
    if (source.place === undefined || part.place === undefined) return 'io_error';
    this.#context.calls.rename(part.place, source.place);
    this.#touched.set(source.place.folder.path, step.sourceFolder);
    this.#touched.set(part.place.folder.path, step.targetFolder);
    return 'not_attempted';
  }

  #findCopy(sight: RowSight): OutcomeCode {
    const { step, source, target, part } = sight;
    const published = part.node !== undefined && part.node === target.node;
    if (published || fits(source, step)) this.#unlink(step, part);
    return source.node !== target.node && isCopy(sight) ? this.#copied(sight) : 'not_attempted';
  }

  #findHardlink(sight: RowSight): OutcomeCode {
    const { step, source, part } = sight;
    if (part.node !== undefined) {
      if (fits(source, step)) this.#unlink(step, part);
      else if (isKept(source, step) && part.node.inode === step.inode) this.#swapBack(sight, source);
      else throw new FileSystemError('io_error', 'a file under its temporary name was left');
      return 'not_attempted';
    }
    if (isKept(source, step) && source.node !== undefined) {
      this.#created.set(step.row, createdFolder(source.node));
      return 'completed';
    }
    if (fits(source, step)) return 'not_attempted';
    return source.node === undefined ? 'not_found' : 'changed_since_plan';
  }

  #findSeparate(sight: RowSight): OutcomeCode {
    const { step, source, part } = sight;
    if (part.node !== undefined) {
      if (!isKept(source, step) && !isKept(part, step)) {
        throw new FileSystemError('io_error', 'a file under its temporary name was left');
      }
      this.#unlink(step, part);
    }
    if (isKept(source, step)) return 'not_attempted';
    if (isCopy(sight)) return this.#copied(sight);
    return source.node === undefined ? 'not_found' : 'changed_since_plan';
  }

  #findSymlink(sight: RowSight): OutcomeCode {
    const { step, source, part } = sight;
    const isLinked = isLinkOf(this.#context, step, source.node);
    if (part.node !== undefined) {
      if (fits(source, step)) this.#unlink(step, part);
      else if (isLinked && part.node.inode === step.inode) this.#swapBack(sight, source);
      else throw new FileSystemError('io_error', 'a file under its temporary name was left');
      return 'not_attempted';
    }
    if (isLinked && source.node !== undefined) {
      this.#created.set(step.row, createdFolder(source.node));
      return 'completed';
    }
    if (fits(source, step)) return 'not_attempted';
    return source.node === undefined ? 'not_found' : 'changed_since_plan';
  }

  #findReplaced(sight: RowSight): OutcomeCode {
    const { step, source, part } = sight;
    const isLinked = isLinkOf(this.#context, step, source.node);
    if (part.node !== undefined) {
      if (!isLinked && !(isCopy(sight) && isLinkOf(this.#context, step, part.node))) {
        throw new FileSystemError('io_error', 'a file under its temporary name was left');
      }
      this.#unlink(step, part);
    }
    if (isLinked) return 'not_attempted';
    if (isCopy(sight)) return this.#copied(sight);
    return source.node === undefined ? 'not_found' : 'changed_since_plan';
  }

  #findRejoined(sight: RowSight): OutcomeCode {
    const { step, source, target, part } = sight;
    const { node } = target;
    const isFirst = node !== undefined && !isKept(target, step) && isFirstName(node, step);
    const isJoined = isFirst && (source.node === undefined || source.node === node);
    if (part.node !== undefined) {
      if (isKept(target, step)) this.#unlink(step, part);
      else if (isJoined && isKept(part, step)) this.#swapBack(sight, target);
      else throw new FileSystemError('io_error', 'a file under its temporary name was left');
      return 'not_attempted';
    }
    if (isJoined) return this.#copied(sight);
    if (isKept(target, step)) return 'not_attempted';
    return node === undefined ? 'not_found' : 'changed_since_plan';
  }

  /** Gives what has the temporary name its name again. */
  #swapBack({ step, part }: RowSight, { place }: Sight): void {
    if (place === undefined || part.place === undefined) return;
    this.#context.calls.exchange(part.place, place);
    this.#touched.set(place.folder.path, step.targetFolder);
    this.#unlink(step, this.#look(step.targetFolder, step.partName));
  }

  #findFolder({ step, target: { place, node } }: RowSight): OutcomeCode {
    if (node?.kind !== 'folder' || place === undefined) return 'not_attempted';
    if (node.entries.size === 0) {
      giveFacts(this.#context.calls, { node, path: pathOf(place) }, this.#batch.folderFacts.get(step.row));
    }
    this.#created.set(step.row, createdFolder(node));
    return 'completed';
  }

  readonly #isFilled = (step: StepRow): boolean => this.#filled.has(placeOf(step.targetFolder, step.targetName));

  #moved(step: StepRow): OutcomeCode {
    this.#takenAway.add(tokenOf(step, step.sourceFolder, step.sourceName));
    this.#brought.add(tokenOf(step, step.targetFolder, step.targetName));
    this.#filled.add(placeOf(step.targetFolder, step.targetName));
    return 'completed';
  }

  #copied({ step, target: { node } }: RowSight): OutcomeCode {
    if (node !== undefined) {
      this.#created.set(step.row, {
        device: node.device.id,
        inode: node.inode,
        mtime: node.mtime,
        hash: hashBytes(node.bytes),
      });
    }
    return step.action === 'move' ? this.#moved(step) : 'completed';
  }

  /** What a step that was done changed, and whoever was cut short may not have synced. */
  #touchDone({ step, source, target }: RowSight): void {
    const { action, sourceFolder, targetFolder } = step;
    const [from, to] = [source.place?.folder.path, target.place?.folder.path];
    if (from !== undefined && LEAVES.has(action)) this.#touched.set(from, sourceFolder);
    if (to !== undefined && action !== 'remove_folder' && action !== 'purge') this.#touched.set(to, targetFolder);
  }

  /** Removes a name in the target folder; answers whether it is gone. */
  #unlink(step: StepRow, { place, node }: Sight): boolean {
    if (place === undefined || node === undefined) return true;
    this.#touched.set(place.folder.path, step.targetFolder);
    try {
      this.#context.calls.unlink(place, node);
      return true;
    } catch (error) {
      if (!(error instanceof FileSystemError)) throw error;
      this.#leftovers.set(step.row, outcomeOfError(error));
      return false;
    }
  }

  #look(ref: FolderRef, name: string): Sight {
    return lookAt(this.#context, ref, name);
  }
}
