import type { ConflictPolicy, KeepRule, OperationResult, Problem, ReclaimAction } from '@kempt/contracts';
import type { CustomCategory, Preset } from '@kempt/engine';
import type { RegisteredFolder } from '../../platform/storage/with-root.ts';

/** What an organize was asked for. */
export interface OrganizeOptions {
  readonly by?: Preset;
  readonly template?: string;
  readonly mode?: 'move' | 'copy';
  readonly on_conflict?: ConflictPolicy;
  readonly hidden?: boolean;
}

/** What a deduplicate was asked for. */
export interface DeduplicateOptions {
  readonly keep: readonly KeepRule[];
  readonly action: ReclaimAction;
  readonly hidden?: boolean;
}

/** What a worker thread does, as it travels to the thread. */
export type OperationJob = {
  readonly operationId: string;
  /** The engine's own id for what is carried out. */
  readonly engineId: string;
  /** The roots that are worked in: where files come from, and where they go. */
  readonly roots: readonly RegisteredFolder[];
  /** Absolute path of the folder to work on. */
  readonly rootPath: string;
  /** Where the frozen plan of a preview lies, or will. */
  readonly planFile: string;
} & (
  | { readonly kind: 'scan'; readonly hidden: boolean }
  | {
      readonly kind: 'organize';
      readonly destinationPath: string | null;
      readonly options: OrganizeOptions;
      /** Categories of people's own. */
      readonly categories: readonly CustomCategory[];
      readonly dryRun: boolean;
    }
  | { readonly kind: 'deduplicate'; readonly options: DeduplicateOptions; readonly dryRun: boolean }
  | { readonly kind: 'apply'; readonly planDigest: string }
  | { readonly kind: 'rollback'; readonly target: string; readonly paths: readonly string[] | null }
);

/** What came of it. */
export interface JobResult {
  /** `planned` waits for apply; `done` has ended, however well. */
  readonly kind: 'planned' | 'done';
  readonly status: OperationResult['status'];
  readonly counters: {
    readonly filesScanned: number;
    readonly filesPlanned: number;
    readonly filesProcessed: number;
    readonly filesCompleted: number;
    readonly filesSkipped: number;
    readonly filesFailed: number;
    readonly duplicatesFound: number;
    readonly spaceSavedBytes: number;
    readonly bytesProcessed: number;
  };
  readonly planDigest: string | null;
  readonly problems: readonly Problem[];
  /** What the engine reported, for the operation's report. */
  readonly result: Readonly<Record<string, unknown>>;
  /** Whether there are file records to load. */
  readonly hasRecords: boolean;
  /** For a rollback: how much of its target is taken back. */
  readonly undone?: 'no' | 'partly' | 'yes';
}
