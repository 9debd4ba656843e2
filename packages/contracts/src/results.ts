import type { Category } from './categories.ts';
import type { KeepRule } from './keep-rules.ts';
import type { ReclaimAction } from './reclaim-actions.ts';

/** What an operation does. */
export type OperationType = 'organize' | 'undo' | 'deduplicate' | 'purge';

/** Where an operation stands. */
export type OperationStatus = 'planned' | 'running' | 'completed' | 'completed_with_errors' | 'interrupted' | 'failed';

/** One file that was not dealt with, and why. */
export interface Problem {
  /** Shown path, escaped reversibly. */
  readonly path: string;
  /** The raw bytes, when the shown path is escaped. */
  readonly path_base64?: string;
  /** An outcome code or a reason why the file was left. */
  readonly code: string;
  /** One sentence for people. */
  readonly message: string;
}

/** A number of things of one kind that were passed over. */
export interface SkippedCount {
  readonly reason: string;
  readonly count: number;
}

/** What `organize`, `apply`, `resume` and `undo` report. */
export interface OperationResult {
  readonly operation_id: string;
  readonly type: OperationType;
  readonly status: OperationStatus;
  readonly files_scanned: number;
  readonly files_planned: number;
  readonly files_in_place: number;
  readonly files_left: number;
  readonly files_completed: number;
  readonly files_skipped: number;
  readonly files_failed: number;
  readonly bytes_completed: number;
  readonly duplicates_found: number;
  /** Bytes these hold. There for `organize` that looked for duplicates. */
  readonly duplicates_size_bytes?: number;
  /** Hexadecimal. */
  readonly plan_digest: string;
  readonly duration_seconds: number;
  /** The first 100. */
  readonly problems: readonly Problem[];
  /** How many problems there are in all. */
  readonly problems_total: number;
  /** What was passed over or left, by reason: files, and folders that were not entered. */
  readonly skipped: readonly SkippedCount[];
  /** The operation an undo takes back. */
  readonly undoes?: string;
  /** What became of duplicates. There for `deduplicate`. */
  readonly action?: ReclaimAction;
  /** Old files that went to the quarantine so that new ones could take their places. There for `organize` that overwrites. */
  readonly files_overwritten?: number;
  /**
   * Bytes that went to the quarantine; several names of one file count once. There for `deduplicate`, and for `organize`
   * that overwrites or looks for duplicates.
   */
  readonly space_quarantined_bytes?: number;
  /**
   * Bytes the disk gained, 0 while they lie in the quarantine. There for `deduplicate` and `purge`, and for `organize`
   * that looks for duplicates.
   */
  readonly space_reclaimed_bytes?: number;
}

/** Counts and bytes of one category. */
export interface CategoryCount {
  readonly category: Category;
  readonly file_count: number;
  readonly total_size_bytes: number;
  /** Of all bytes, 0 to 100, four digits. */
  readonly percentage: number;
}

/** One large file. */
export interface LargeFile {
  readonly path: string;
  readonly path_base64?: string;
  readonly size_bytes: number;
  readonly category: Category;
}

/** A file whose extension contradicts its content. */
export interface Mismatch {
  readonly path: string;
  readonly path_base64?: string;
  readonly extension: string;
  readonly detected_extension: string;
  readonly mimetype: string;
}

/** What `scan --json` reports. */
export interface ScanResult {
  readonly files: number;
  readonly directories: number;
  readonly size_bytes: number;
  readonly categories: readonly CategoryCount[];
  readonly largest_files: readonly LargeFile[];
  readonly mismatches: readonly Mismatch[];
  /** How many mismatches there are in all; the list holds the first 100. */
  readonly mismatches_total: number;
  readonly skipped: readonly SkippedCount[];
  /** The first 100. */
  readonly problems: readonly Problem[];
  /** How many problems there are in all. */
  readonly problems_total: number;
  readonly duration_seconds: number;
}

/** A path as it is shown, with its bytes where the shown one is escaped. */
export interface ShownPath {
  readonly path: string;
  readonly path_base64?: string;
}

/** One file of a group of duplicates. */
export interface DuplicateFile extends ShownPath {
  readonly device: bigint;
  readonly inode: bigint;
  /** ISO 8601 with nanoseconds, UTC. */
  readonly modified: string;
  /** There for a file of which a name lies in a reference folder. */
  readonly reference?: true;
  /** Other names of the same file, which take no space of their own; there when there are any. */
  readonly hard_links?: readonly ShownPath[];
}

/** One of the groups whose copies take the most space. */
export interface LargeGroup {
  readonly hash: string;
  readonly size_bytes: number;
  readonly file_count: number;
  readonly duplicates_size_bytes: number;
  /** The first of them. */
  readonly files: readonly DuplicateFile[];
}

/** One file of a group of images that look alike. */
export interface SimilarFile extends DuplicateFile {
  readonly size_bytes: number;
  /** Pixels, upright. */
  readonly width: number;
  /** Pixels, upright. */
  readonly height: number;
  /** Bits of 64 in which it differs from the first of the group. Zero does not mean that the bytes are equal. */
  readonly distance: number;
  /** BLAKE3 of the content, hexadecimal: there for a file of which another one holds the same bytes. */
  readonly hash?: string;
}

/** One of the groups of images that look alike. */
export interface LargeSimilarGroup {
  readonly kind: 'similar';
  readonly file_count: number;
  /** The first of them. */
  readonly files: readonly SimilarFile[];
}

/** What a search for images that look alike adds to its result. */
export interface SimilarResult {
  /** Bits of 64 in which an image may differ from the first of its group. */
  readonly similar_threshold: number;
  /** Images compared; those with the same bytes count once. */
  readonly images_compared: number;
  /** Images that were not compared, by reason: `plain` ones show too little, `format` cannot be decoded. */
  readonly images_skipped: readonly SkippedCount[];
  /** Groups of images that look alike. */
  readonly similar_groups: number;
  /** All files of these groups: none is chosen, and none counts as a duplicate for it. */
  readonly similar_files: number;
  /** The groups of the most files, at most 20 unless more were asked for. */
  readonly largest_similar_groups: readonly LargeSimilarGroup[];
}

/** A folder in which duplicates were looked for. */
export interface SearchedFolder extends ShownPath {
  /** There for a folder whose files are never touched. */
  readonly reference?: true;
}

/** What `duplicates --json` reports; what is similar only where it was asked for. */
export interface DuplicatesResult extends Partial<SimilarResult> {
  /** Files looked at; several names of one file count once. */
  readonly files: number;
  readonly directories: number;
  readonly size_bytes: number;
  /** Groups of files with the same bytes. */
  readonly groups: number;
  /** Files beyond the one that is kept of each group; in a group with references, all that are none. */
  readonly duplicate_files: number;
  /** Bytes these hold. */
  readonly duplicates_size_bytes: number;
  /** The groups whose copies hold the most bytes, at most 20 unless more were asked for. */
  readonly largest_groups: readonly LargeGroup[];
  readonly skipped: readonly SkippedCount[];
  /** Bytes read from files to compare them, images included. */
  readonly read_bytes: number;
  /** When the search began: ISO 8601, UTC. */
  readonly created_at: string;
  readonly duration_seconds: number;
  /** Where it looked, each folder once and with links resolved. */
  readonly folders: readonly SearchedFolder[];
  /** The first 100. */
  readonly problems: readonly Problem[];
  readonly problems_total: number;
  /** Why the hashes could not be kept for the next time; null when they were. */
  readonly cache_problem: string | null;
}

/** One line of `organize --preview --json --list`. */
export interface StepLine {
  readonly original_path: string;
  readonly original_path_base64?: string;
  readonly new_path: string;
  readonly new_path_base64?: string;
  readonly category: Category;
  readonly size_bytes: number;
  readonly action: string;
  /** The copy that is kept, for a duplicate. */
  readonly kept_path?: string;
  readonly kept_path_base64?: string;
  /** The rule that chose it. */
  readonly kept_by?: KeepRule;
}

/** A file in a quarantine: one row of `quarantine list --json`. */
export interface QuarantinedFile {
  /** The operation that took it away. */
  readonly operation_id: string;
  readonly original_path: string;
  readonly original_path_base64?: string;
  /** Where it lies now. */
  readonly quarantine_path: string;
  readonly quarantine_path_base64?: string;
  readonly size_bytes: number;
  /** ISO 8601, UTC. */
  readonly quarantined_at: string;
  /** The copy that was kept. */
  readonly kept_path?: string;
  readonly kept_path_base64?: string;
  readonly kept_by?: KeepRule;
  /** False where its folder cannot be opened now, such as on a disk that is not mounted. */
  readonly reachable: boolean;
}

/** One row of `history --json`. */
export interface HistoryEntry {
  readonly operation_id: string;
  readonly type: OperationType;
  readonly status: OperationStatus;
  /** ISO 8601, UTC. */
  readonly created_at: string;
  readonly finished_at: string | null;
  readonly root: string;
  readonly root_base64?: string;
  readonly files_planned: number;
  readonly files_completed: number;
  readonly files_skipped: number;
  readonly files_failed: number;
  readonly bytes_completed: number;
  readonly undoes: string | null;
  /** The newest undo that took this operation back, whole or in part. */
  readonly undone_by: string | null;
  /** `no`, `partly` or `yes`. */
  readonly undone: 'no' | 'partly' | 'yes';
  /** Bytes its plan and journal take. */
  readonly journal_bytes: number;
}

/** What `verify --json` reports. */
export interface VerifyResult {
  readonly operation_id: string;
  readonly checked: number;
  readonly ok: number;
  readonly differing: readonly { readonly path: string; readonly path_base64?: string; readonly code: string }[];
}

/** Everything a report shows of one operation. */
export interface ReportData extends OperationResult {
  readonly root: string;
  readonly root_base64?: string;
  readonly destination: string;
  readonly destination_base64?: string;
  /** ISO 8601, UTC. */
  readonly created_at: string;
  readonly finished_at: string | null;
  readonly categories: readonly CategoryCount[];
  readonly largest_files: readonly LargeFile[];
  /** Skipped and failed files by reason. */
  readonly reasons: readonly SkippedCount[];
  /** Files left where they are, by reason. */
  readonly left: readonly SkippedCount[];
  /** Files done by when. */
  readonly timeline: readonly {
    readonly seconds: number;
    readonly files_completed: number;
    readonly bytes_completed: number;
  }[];
  readonly undone: 'no' | 'partly' | 'yes';
}

/** What the plan said about one file and what became of it: a row of a report's details. */
export interface ReportRow {
  readonly original_path: string;
  readonly original_path_base64?: string;
  readonly new_path: string;
  readonly new_path_base64?: string;
  readonly category: Category;
  readonly size_bytes: number;
  readonly action: string;
  /** An outcome code. */
  readonly outcome: string;
  /** One sentence for people; empty for a file that completed. */
  readonly message: string;
}
