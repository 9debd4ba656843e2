import { isDisplaced } from '../apply/tally.ts';
import { childFolder } from '../apply/touched-by-batch.ts';
import type { CreatedTable } from '../journal/created-table.ts';
import type { JournalState } from '../journal/journal-reader.ts';
import { folderKey } from '../journal/journal-reader.ts';
import { keptAt } from '../journal/kept-files.ts';
import type { NewStep, PlanBatch } from '../journal/plan-batch.ts';
import { readBatches, type FrozenPlan } from '../journal/plan-reader.ts';
import { isInQuarantine } from '../names/quarantine-folder.ts';
import { decodeRaw, encodeRaw } from '../names/raw-string.ts';
import { STEP_FLAGS, type FileIdentity } from '../plan/plan.ts';
import {
  NO_REQUIREMENT,
  STEP_ACTIONS,
  type CreatedFile,
  type FileFacts,
  type FileRef,
  type FolderRef,
  type StepAction,
} from '../ports/file-system.ts';
import type { JournalStore } from '../ports/journal-store.ts';
import { findLinkedMoves } from './linked-moves.ts';
import { findJoinings, type Joining } from './name-groups.ts';

/** An operation to take back. */
export interface Undoing {
  readonly store: JournalStore;
  readonly operationId: string;
  readonly plan: FrozenPlan;
  readonly journal: JournalState;
  /** Journals of its undos, of their undos and so on, oldest first. */
  readonly since: readonly JournalState[];
  /** 1 by step that is to be taken back. */
  readonly steps: Uint8Array;
  /** Identity by step of what was made for it last. */
  readonly created: CreatedTable;
  /** Facts of files now, folders addressed by root of the plan: what a removed copy is made from, or a name joined to. */
  readonly factsNow: (files: readonly FileRef[]) => Promise<readonly (FileFacts | undefined)[]>;
}

/** A step that takes another one back; `requires` is the index of the undone step whose inverse must come first. */
export type InverseStep = NewStep;

/**
 * The steps that take an operation back, in the order they are to be done: last step first.
 *
 * @param undoing - the operation and which of its steps
 * @returns inverse steps; `requires` names the undone step whose inverse must be done before
 */
export async function* inverseSteps(undoing: Undoing): AsyncGenerator<InverseStep> {
  const [stages, joinings] = [await findStages(undoing), await findJoinings(undoing)];
  const linkOf = await findLinkedMoves(undoing);
  for await (const batch of readBatches({ ...undoing, backwards: true })) {
    const originals = await originalsOfCopies(undoing, batch);
    for (let row = batch.count - 1; row >= 0; row--) {
      if (undoing.steps[batch.firstStep + row] !== 1) continue;
      const step = invert({ undoing, batch, row, stages, joinings, linkOf, original: originals.get(row) });
      if (step !== undefined) yield step;
    }
  }
}

/** By step: for a step that puts aside, the step that finishes it; for a finishing step, itself. */
interface Stages {
  readonly finishOf: ReadonlyMap<number, number>;
  readonly finishes: ReadonlySet<number>;
}

async function findStages(undoing: Undoing): Promise<Stages> {
  const stages = new Set<number>();
  const finishOf = new Map<number, number>();
  for await (const batch of readBatches(undoing)) {
    for (let row = 0; row < batch.count; row++) {
      const step = batch.firstStep + row;
      if (((batch.flags[row] ?? 0) & STEP_FLAGS.stage) !== 0) stages.add(step);
      const required = batch.requiresStep[row] ?? NO_REQUIREMENT;
      const isFile = ((batch.flags[row] ?? 0) & STEP_FLAGS.folder) === 0;
      if (isFile && stages.has(required) && isContinuation(batch, row)) finishOf.set(required, step);
    }
  }
  return { finishOf, finishes: new Set(finishOf.values()) };
}

function isContinuation(batch: PlanBatch, row: number): boolean {
  return names(batch, row).source.indexOf('.kempt-') === 0;
}

async function originalsOfCopies(undoing: Undoing, batch: PlanBatch): Promise<ReadonlyMap<number, FileFacts>> {
  const rows: number[] = [];
  for (let row = 0; row < batch.count; row++) {
    if (actionAt(batch, row) === 'remove_copy' && undoing.steps[batch.firstStep + row] === 1) rows.push(row);
  }
  if (rows.length === 0) return new Map();
  const files = rows.map((row) => ({
    folder: folderAt(batch.folders, batch.sourceFolder[row]),
    name: names(batch, row).source,
  }));
  const facts = await undoing.factsNow(files);
  return new Map(
    rows.flatMap((row, i) => {
      const known = facts[i];
      return known === undefined ? [] : [[row, known] as const];
    }),
  );
}

interface Inverting {
  readonly undoing: Undoing;
  readonly batch: PlanBatch;
  readonly row: number;
  readonly stages: Stages;
  readonly joinings: ReadonlyMap<number, Joining>;
  /** The step that made a name a link, or a file of its own again, by the step that moved the name. */
  readonly linkOf: ReadonlyMap<number, number>;
  readonly original: FileFacts | undefined;
}

function invert(inverting: Inverting): InverseStep | undefined {
  const action = actionAt(inverting.batch, inverting.row);
  switch (action) {
    case 'move':
      return back(inverting, againOf(inverting));
    case 'quarantine':
    case 'displace':
      return back(inverting, 'move');
    case 'purge':
    case 'reflink':
      return undefined;
    case 'hardlink':
      return rejoin(inverting) ?? sameWay(inverting, 'separate', identityPlanned(inverting));
    case 'separate':
      return sameWay(inverting, 'hardlink', identityNow(inverting));
    case 'rejoin':
      return linkAgain(inverting);
    case 'symlink':
      return sameWay(inverting, 'replace_link', { ...identityPlanned(inverting), ...linkMade(inverting) });
    case 'replace_link':
      return sameWay(inverting, 'symlink', identityNow(inverting));
    case 'copy':
      return sameWay(inverting, 'remove_copy', identityNow(inverting));
    case 'remove_copy':
      return sameWay(inverting, 'copy', inverting.original ?? identityPlanned(inverting));
    case 'make_folder':
      return createdAt(inverting) === undefined ? undefined : folderStep(inverting, 'remove_folder');
    case 'remove_folder':
      return folderStep(inverting, 'make_folder');
  }
}

/** What an undo brought back from the quarantine goes there again as it did before: beside a copy, or to make room. */
function againOf({ batch, row }: Inverting): StepAction {
  if (!isInQuarantine(folderAt(batch.folders, batch.sourceFolder[row]).path)) return 'move';
  return keptAt(batch.kept, row) === undefined ? 'displace' : 'quarantine';
}

function back(inverting: Inverting, action: StepAction): InverseStep {
  const { batch, row, undoing, stages } = inverting;
  const step = batch.firstStep + row;
  const { source, target } = nameBytes(batch, row);
  const flags = (batch.flags[row] ?? 0) & ~(STEP_FLAGS.stage | STEP_FLAGS.renamed);
  // Whoever comes back from the quarantine is a file on its way; making room for another one is not.
  const counted =
    action === 'displace'
      ? flags | STEP_FLAGS.uncounted
      : isDisplaced(batch, row)
        ? flags & ~STEP_FLAGS.uncounted
        : flags;
  return {
    action,
    source: folderAt(batch.folders, batch.targetFolder[row]),
    sourceName: target,
    target: folderAt(batch.folders, batch.sourceFolder[row]),
    targetName: source,
    identity: movedIdentity(inverting),
    category: batch.category[row] ?? 0,
    flags: stages.finishes.has(step) ? counted | STEP_FLAGS.stage : counted,
    requires: stages.finishOf.get(step) ?? NO_REQUIREMENT,
    origin: step,
    hash: undoing.created.get(step)?.hash ?? hashAt(batch, row),
    kept: keptAt(batch.kept, row),
  };
}

function sameWay(inverting: Inverting, action: StepAction, identity: FileIdentity): InverseStep {
  const { batch, row } = inverting;
  const { source, target } = nameBytes(batch, row);
  return {
    action,
    source: folderAt(batch.folders, batch.sourceFolder[row]),
    sourceName: source,
    target: folderAt(batch.folders, batch.targetFolder[row]),
    targetName: target,
    identity,
    category: batch.category[row] ?? 0,
    flags: (batch.flags[row] ?? 0) & ~STEP_FLAGS.renamed,
    requires: NO_REQUIREMENT,
    origin: batch.firstStep + row,
    hash: createdAt(inverting)?.hash ?? hashAt(batch, row),
    kept: keptAt(batch.kept, row),
  };
}

/** Where the name was one of several of its file, it becomes a name of that file again. */
function rejoin(inverting: Inverting): InverseStep | undefined {
  const joining = inverting.joinings.get(inverting.batch.firstStep + inverting.row);
  if (joining === undefined) return undefined;
  const { file, identity, after } = joining;
  const step = sameWay(inverting, 'rejoin', identity);
  return { ...step, source: file.folder, sourceName: encodeRaw(file.name), requires: after };
}

/** The name is the target of a step that joined it to another. */
function linkAgain(inverting: Inverting): InverseStep {
  const step = sameWay(inverting, 'hardlink', identityNow(inverting));
  return { ...step, source: step.target, sourceName: step.targetName };
}

/** The link that was made; inode 0 where nobody noted it. */
function linkMade(inverting: Inverting): Pick<FileIdentity, 'device' | 'inode'> {
  const { device, inode } = createdAt(inverting) ?? { device: 0n, inode: 0n };
  return { device, inode };
}

function folderStep(inverting: Inverting, action: 'make_folder' | 'remove_folder'): InverseStep {
  const { batch, row, undoing } = inverting;
  const { source, target } = nameBytes(batch, row);
  const name = action === 'make_folder' ? source : target;
  const parent = folderAt(batch.folders, action === 'make_folder' ? batch.sourceFolder[row] : batch.targetFolder[row]);
  const folder = childFolder(parent, decodeRaw(name));
  return {
    action,
    source: parent,
    sourceName: action === 'remove_folder' ? name : new Uint8Array(0),
    target: parent,
    targetName: action === 'make_folder' ? name : new Uint8Array(0),
    identity: { device: 0n, inode: 0n, size: 0, mtime: 0n },
    category: 0,
    flags: STEP_FLAGS.folder,
    requires: NO_REQUIREMENT,
    origin: batch.firstStep + row,
    folderFacts: undoing.journal.foldersBefore.get(folderKey(folder))?.facts,
  };
}

function createdAt({ undoing, batch, row }: Inverting): CreatedFile | undefined {
  return undoing.created.get(batch.firstStep + row);
}

/** A name that became a link leads to the kept file, one that was made a file of its own again to that. */
function movedIdentity(inverting: Inverting): FileIdentity {
  const { undoing, batch, row, linkOf } = inverting;
  const made = undoing.created.get(linkOf.get(batch.firstStep + row) ?? NO_REQUIREMENT);
  return made === undefined || createdAt(inverting) !== undefined
    ? identityNow(inverting)
    : { ...identityPlanned(inverting), ...made };
}

function identityNow(inverting: Inverting): FileIdentity {
  const planned = identityPlanned(inverting);
  const created = createdAt(inverting);
  return created === undefined ? planned : { ...planned, ...created };
}

function identityPlanned({ batch, row }: Inverting): FileIdentity {
  return {
    device: batch.device[row] ?? 0n,
    inode: batch.inode[row] ?? 0n,
    size: batch.size[row] ?? 0,
    mtime: batch.mtime[row] ?? 0n,
  };
}

function actionAt(batch: PlanBatch, row: number): StepAction {
  return STEP_ACTIONS[batch.action[row] ?? 0] ?? 'move';
}

function folderAt(folders: readonly FolderRef[], index: number | undefined): FolderRef {
  return folders[index ?? 0] ?? { root: 0, path: '' };
}

function hashAt(batch: PlanBatch, row: number): Uint8Array {
  return batch.hash.subarray(row * 32, row * 32 + 32);
}

function nameBytes(batch: PlanBatch, row: number): { readonly source: Uint8Array; readonly target: Uint8Array } {
  const middle = batch.nameEnd[2 * row];
  return {
    source: batch.names.subarray(row === 0 ? 0 : batch.nameEnd[2 * row - 1], middle),
    target: batch.names.subarray(middle, batch.nameEnd[2 * row + 1]),
  };
}

function names(batch: PlanBatch, row: number): { readonly source: string; readonly target: string } {
  const { source, target } = nameBytes(batch, row);
  return { source: decodeRaw(source), target: decodeRaw(target) };
}
