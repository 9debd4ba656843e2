import type {
  ConflictPolicy,
  DuplicatePolicy,
  DuplicateFile,
  DuplicatesResult,
  HistoryEntry,
  KeepRule,
  OperationResult,
  QuarantinedFile,
  ReclaimAction,
  ReportData,
  ReportRow,
  ScanResult,
  SimilarFile,
  StepLine,
  VerifyResult,
} from '@kempt/contracts';
import type { KemptError } from '../errors/kempt-error.ts';
import type { ReadOrder } from '../duplicates/reading-order.ts';
import type { CustomCategory } from '../rules/custom-categories.ts';
import type { Preset } from '../rules/presets.ts';

/** How a row of `scan --list` looks. */
export interface ScanLine {
  readonly path: string;
  readonly path_base64?: string;
  readonly category: string;
  readonly mimetype: string;
  readonly detected_extension: string;
  readonly size_bytes: number;
}

/** Progress of one phase of a long piece of work. */
export interface Progress {
  readonly phase:
    | 'scanning'
    | 'identifying'
    | 'hashing'
    | 'decoding'
    | 'planning'
    | 'freezing'
    | 'applying'
    | 'settling'
    | 'verifying';
  /** Files done in this phase. */
  readonly done: number;
  /** Files in all, when known. */
  readonly total?: number;
  readonly bytes?: number;
  /** Shown path of the last file, when there is one. */
  readonly path?: string;
}

/** What every long call takes. */
export interface WorkOptions {
  /** Called at most some ten times a second. */
  readonly onProgress?: (progress: Progress) => void;
  /** Finishes the batch in hand, then stops. */
  readonly signal?: AbortSignal;
  /**
   * Asked right before each batch of changes. When it rejects, nothing more is done or written: whoever took the
   * operation over settles it.
   */
  readonly beforeBatch?: () => Promise<void>;
}

/** What to scan. */
export interface ScanRequest extends WorkOptions {
  /** Absolute path, a raw string. */
  readonly root: string;
  readonly hidden?: boolean;
  readonly crossMounts?: boolean;
  /** Called with every file in path order of the walk; awaited, so that slow readers slow the listing down. */
  readonly onFile?: (line: ScanLine) => void | Promise<void>;
}

/** Where duplicates are looked for. */
export interface DuplicatesRequest extends WorkOptions {
  /** Absolute paths, raw strings; they may overlap. */
  readonly roots: readonly string[];
  /** Folders whose copies win and are never touched; they are looked into as well. */
  readonly references?: readonly string[];
  /** Bytes; 1 when absent, or 0 where empty files count. */
  readonly minSize?: number;
  /** Bytes. */
  readonly maxSize?: number;
  /** Globs over paths below the roots, and over bare names where they hold no slash; all files when empty. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly hidden?: boolean;
  readonly crossMounts?: boolean;
  /** Counts empty files too, which all are the same. */
  readonly empty?: boolean;
  /** `auto` goes by the disk. */
  readonly readOrder?: 'auto' | ReadOrder;
  /** False reads every file anew and keeps nothing. */
  readonly cache?: boolean;
  /** Groups that the result names at most; 20 when absent. */
  readonly largestGroups?: number;
  /** Called with every group, the largest files first; awaited. */
  readonly onGroup?: (group: DuplicateGroup) => void | Promise<void>;
  /** Looks for images that look alike too. */
  readonly similarImages?: {
    /** Bits of 64 in which an image may differ from the first of its group, up to {@link MOST_THRESHOLD}. */
    readonly threshold: number;
  };
  /** Called with every group of similar images, after the groups of duplicates; awaited. */
  readonly onSimilarGroup?: (group: SimilarGroup) => void | Promise<void>;
}

/** Which duplicates go, and where to. */
export interface DeduplicateRequest extends Omit<
  DuplicatesRequest,
  'largestGroups' | 'onGroup' | 'similarImages' | 'onSimilarGroup'
> {
  /** Asked in this order; at least one. */
  readonly keep: readonly KeepRule[];
  readonly action: ReclaimAction;
  /** Takes files out of projects too. */
  readonly intoProjects?: boolean;
  readonly wholeHome?: boolean;
  /** Waits for another Kempt on the trees instead of refusing. */
  readonly wait?: boolean;
}

/** Files that hold the same bytes. */
export interface DuplicateGroup {
  /** BLAKE3 of the content, hexadecimal. */
  readonly hash: string;
  readonly size_bytes: number;
  readonly file_count: number;
  /** Files of the group that are no reference and not the one that is kept. */
  readonly duplicate_count: number;
  /** References first, then in the order of the scan. Made as they are asked for: a group may hold a million files. */
  files(): Iterable<DuplicateFile>;
}

/** Images that look alike. They are never called duplicates, and nothing is done with them. */
export interface SimilarGroup {
  readonly kind: 'similar';
  readonly file_count: number;
  /** The one that stands for the group first, then the nearest. Made as they are asked for. */
  files(): Iterable<SimilarFile>;
}

export { DEFAULT_THRESHOLD, MOST_THRESHOLD } from '../similar/thresholds.ts';

export type { CustomCategory };

export { PRESETS, type Preset } from '../rules/presets.ts';

export { READ_ORDERS, type ReadOrder } from '../duplicates/reading-order.ts';

export {
  CONFLICT_POLICIES,
  DUPLICATE_POLICIES,
  KEEP_RULES,
  RECLAIM_ACTIONS,
  type ConflictPolicy,
  type DuplicatePolicy,
  type KeepRule,
  type ReclaimAction,
} from '@kempt/contracts';

/** What to organize, and how. */
export interface OrganizeRequest extends WorkOptions {
  /** Absolute path, a raw string. */
  readonly root: string;
  /** Absolute path, a raw string; the root itself when absent. */
  readonly into?: string;
  readonly by?: Preset;
  readonly keepFolders?: boolean;
  /** Takes the place of the preset. */
  readonly template?: string;
  /** Categories of a person's own, which go before the built-in ones in `{category}`. */
  readonly categories?: readonly CustomCategory[];
  readonly mode?: 'move' | 'copy';
  readonly onConflict?: ConflictPolicy;
  /** What becomes of duplicates among the files; they are not looked for when absent. Copies only `leave` or `skip` them. */
  readonly duplicates?: DuplicatePolicy;
  /** Which duplicate is kept, asked in this order behind `in_place`; `oldest`, then `shortest_path` when absent. */
  readonly keep?: readonly KeepRule[];
  readonly hidden?: boolean;
  readonly crossMounts?: boolean;
  readonly intoProjects?: boolean;
  readonly keepEmptyDirs?: boolean;
  readonly wholeHome?: boolean;
  /** Seconds a file must have been left alone; 2 when absent. */
  readonly settleSeconds?: number;
  /** Records the BLAKE3 of every file, so that an undo works after a restore. */
  readonly hash?: boolean;
  /** Waits for another Kempt on the tree instead of refusing. */
  readonly wait?: boolean;
}

/** A folder of a preview: what will be in it. */
export interface PreviewFolder {
  /** Shown path below the destination. */
  readonly path: string;
  readonly path_base64?: string;
  readonly file_count: number;
  readonly total_size_bytes: number;
}

/** What the preview of a frozen plan shows beside its counters. */
export interface PlanPreview {
  /** Counters so far, status `planned`. */
  readonly result: OperationResult;
  /** Absolute shown paths. */
  readonly root: string;
  readonly root_base64?: string;
  readonly destination: string;
  readonly destination_base64?: string;
  readonly folders: readonly PreviewFolder[];
  /** First 20 files whose name had to change, or that stay because theirs is taken. */
  readonly conflicts: readonly StepLine[];
  readonly conflicts_total: number;
  /** First 20. */
  readonly mismatches: readonly {
    readonly path: string;
    readonly path_base64?: string;
    readonly detected_extension: string;
  }[];
  readonly mismatches_total: number;
  /** First 20 files that go to the quarantine so that new ones can take their places. */
  readonly overwritten: readonly StepLine[];
  readonly overwritten_total: number;
  readonly overwritten_size_bytes: number;
  /** Left where they are, by reason. */
  readonly left: readonly { readonly reason: string; readonly count: number }[];
  /** Bytes that cross a device and are copied. */
  readonly copied_bytes: number;
  readonly folders_made: number;
  readonly folders_removed: number;
  /**
   * The first 20 duplicates, each with the file that is kept. There for `deduplicate`, and for `organize` that looks for
   * duplicates.
   */
  readonly duplicates?: readonly StepLine[];
  /** Bytes of all of them; there as they are. */
  readonly duplicates_size_bytes?: number;
}

/** A frozen plan that waits to be carried out or thrown away. */
export interface PlannedOperation {
  readonly operationId: string;
  readonly preview: PlanPreview;
  /** Every file's step in plan order. */
  lines(): AsyncIterable<StepLine>;
  /** Writes the plan file for a later `apply`; refuses to overwrite. */
  writeTo(path: string): Promise<void>;
  /** Carries the plan out. */
  apply(options?: WorkOptions): Promise<OperationResult>;
  /** Throws the plan away: nothing of it stays in the history. */
  discard(): Promise<void>;
}

/** What to undo. */
export interface UndoRequest extends WorkOptions {
  /** An operation id or a unique beginning of one; the newest that can be undone when absent. */
  readonly operationId?: string;
  /** Glob over original and new paths below the roots. */
  readonly only?: string;
  /** In place of a glob: absolute raw paths, each of a file where it came from or of a folder. */
  readonly paths?: readonly string[];
  /** `content` after a restore: size, mtime and recorded hash in place of inode. */
  readonly match?: 'inode' | 'content';
  readonly wait?: boolean;
}

/** What comes back from the quarantine. */
export interface RestoreRequest extends WorkOptions {
  /** As it was typed: an operation id or a beginning of one, a path, or a glob. */
  readonly what: string;
  /** The same as an absolute raw path. */
  readonly path: string;
  readonly wait?: boolean;
}

/** Whose files are removed from the quarantine for good. */
export interface PurgeRequest extends WorkOptions {
  readonly operationIds: readonly string[];
  readonly wait?: boolean;
}

/** What to compare with the disk. */
export interface VerifyRequest extends WorkOptions {
  readonly operationId: string;
  /** `content` after a restore: size, mtime and recorded hash in place of inode; as the operation did when absent. */
  readonly match?: 'inode' | 'content';
}

/** What to settle. */
export interface RecoverRequest extends WorkOptions {
  readonly operationId?: string;
  /** `settle` makes the state consistent and leaves the rest to `resume`; the others finish or take back. */
  readonly then?: 'settle' | 'finish' | 'roll_back';
  /** Settles the named operation although its journal is damaged: what was done is found out from the disk. */
  readonly rebuild?: boolean;
  /** Told of operations that cannot be settled now; without it the first of them is thrown in the end. */
  readonly onRefusal?: (operationId: string, refusal: KemptError) => void;
}

/** By what rules a file is explained. */
export interface ExplainRequest extends Pick<OrganizeRequest, 'by' | 'template' | 'keepFolders' | 'categories'> {
  /** Takes no path that leads over a link. */
  readonly exact?: boolean;
}

/** What one file looks like to Kempt and why it would go where. */
export interface Explanation {
  readonly path: string;
  readonly path_base64?: string;
  readonly category: string;
  readonly mimetype: string;
  readonly detected_extension: string;
  readonly mismatch: boolean;
  readonly size_bytes: number;
  /** What the decision rests on: `content`, `extension`, `file_name` or `text`. */
  readonly identified_by: string;
  readonly template: string;
  /** The value of every field the template uses, for the main file where this one is a companion. */
  readonly fields: Readonly<Record<string, string>>;
  readonly companion_of: string | null;
  readonly companion_of_base64?: string;
  /** Where it would go; null when it is left. */
  readonly new_path: string | null;
  readonly new_path_base64?: string;
  /** Why it is left or keeps its place. */
  readonly reason: string | null;
  /** Sentences for people, in order. */
  readonly because: readonly string[];
}

/** A deep look at one operation, for `show`. */
export interface OperationDetails extends HistoryEntry {
  readonly destination: string;
  readonly destination_base64?: string;
  readonly plan_digest: string;
  readonly files_scanned: number;
  readonly files_in_place: number;
  readonly files_left: number;
  readonly duration_seconds: number;
  readonly options: Readonly<Record<string, unknown>>;
  /** First 20 files, with what became of each. */
  readonly sample: readonly (StepLine & { readonly outcome: string })[];
  readonly undone_by_all: readonly string[];
}

/** A frozen plan: one that is kept by an operation, or a plan file by its absolute raw path. */
export type PlanSource = { readonly operationId: string } | { readonly path: string };

/** One step of a frozen plan. */
export interface PlanStep extends StepLine {
  /** Index in the plan. */
  readonly step: number;
}

/** What became of one file, with what is known of it. */
export interface FileRecord extends ReportRow {
  /** Index in the plan. */
  readonly step: number;
  /** By the extension, where the content agrees with it; application/octet-stream otherwise. */
  readonly mimetype: string;
  /** Hexadecimal BLAKE3, where it was computed. */
  readonly file_hash?: string;
}

/** The whole of Kempt's file engine behind one door. */
export interface Engine {
  scan(request: ScanRequest): Promise<ScanResult>;
  /** Finds files that hold the same bytes; changes nothing but the cache of hashes. */
  duplicates(request: DuplicatesRequest): Promise<DuplicatesResult>;
  /** Scans, identifies and freezes a plan; changes nothing but Kempt's own state. */
  planOrganize(request: OrganizeRequest): Promise<PlannedOperation>;
  /** Finds duplicates, chooses what is kept and freezes a plan; changes nothing but Kempt's own state. */
  planDeduplicate(request: DeduplicateRequest): Promise<PlannedOperation>;
  /** Takes a plan file written before; refuses one that was edited or whose folder is another one now. */
  openPlanFile(
    path: string,
    options?: { readonly match?: 'inode' | 'content'; readonly wait?: boolean; readonly signal?: AbortSignal },
  ): Promise<PlannedOperation>;
  /** Every file in a quarantine, oldest operation first. */
  quarantined(): AsyncIterable<QuarantinedFile>;
  /** Ids of the operations of which files lie in a quarantine. */
  holdingOperations(): Promise<ReadonlySet<string>>;
  /** Brings files back from the quarantine. */
  restore(request: RestoreRequest): Promise<readonly OperationResult[]>;
  /** Removes files from the quarantine for good: the only call that destroys bytes. */
  purge(request: PurgeRequest): Promise<readonly OperationResult[]>;
  resume(request: { readonly operationId?: string } & WorkOptions): Promise<OperationResult>;
  undo(request: UndoRequest): Promise<OperationResult>;
  /** Settles what a crash cut short; empty when there was nothing. */
  recover(request: RecoverRequest): Promise<readonly OperationResult[]>;
  verify(request: VerifyRequest): Promise<VerifyResult>;
  history(): Promise<readonly HistoryEntry[]>;
  /** Ids of all operations that are kept, oldest first, begun or not: cheaper than reading the history. */
  operationIds(): Promise<readonly string[]>;
  /** Whether a living process, this one included, is at work on an operation. */
  isBusy(operationId: string): Promise<boolean>;
  show(operationId: string): Promise<OperationDetails>;
  reportData(operationId: string): Promise<ReportData>;
  /** The steps of a frozen plan, in plan order. */
  planSteps(plan: PlanSource): AsyncIterable<PlanStep>;
  /** One record a planned file, in plan order: what a database keeps. */
  fileRecords(operationId: string): AsyncIterable<FileRecord>;
  /** One row a planned file, in plan order: the details a CSV report shows. */
  reportRows(operationId: string): AsyncIterable<ReportRow>;
  /** Journals older than this; `undoable` tells whose undo would be lost. */
  prunable(olderThanSeconds: number): Promise<readonly (HistoryEntry & { readonly undoable: boolean })[]>;
  prune(operationIds: readonly string[]): Promise<void>;
  /** The POSIX shell script that undoes an operation without Kempt, in pieces: bytes, because names are bytes. */
  undoScript(operationId: string): AsyncIterable<Uint8Array>;
  explain(path: string, request: ExplainRequest): Promise<Explanation>;
  /** Ends threads and closes files. */
  close(): Promise<void>;
}
