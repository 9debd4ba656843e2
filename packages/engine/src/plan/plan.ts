import type { StepAction } from '../ports/file-system.ts';

/** One step of a plan, decoded: what one row of the frozen plan says. */
export interface PlanStep {
  /** Position in the plan, from 0. */
  readonly index: number;
  readonly action: StepAction;
  /** Root and path of the folder the file is in; for `make_folder` the parent of the folder to make. */
  readonly source: PlanPlace;
  readonly target: PlanPlace;
  /** Identity of the file when the plan was made. */
  readonly identity: FileIdentity;
  /** Position in CATEGORIES. */
  readonly category: number;
  /** Flags, see {@link STEP_FLAGS}. */
  readonly flags: number;
  /** Index of the step that must be completed before, or NO_REQUIREMENT. */
  readonly requires: number;
  /** For an undo: index of the step of the undone operation. NO_REQUIREMENT otherwise. */
  readonly origin: number;
}

/** A name in a folder below a root. */
export interface PlanPlace {
  readonly root: number;
  /** Raw path of the folder below the root. */
  readonly folder: string;
  /** Raw name. */
  readonly name: string;
}

/** What a file is recognised by. */
export interface FileIdentity {
  readonly device: bigint;
  readonly inode: bigint;
  readonly size: number;
  /** Nanoseconds since 1970. */
  readonly mtime: bigint;
}

/** Bits of a step's flags. */
export const STEP_FLAGS = {
  /** The step only puts a file aside under a temporary name; a later step brings it to its place. */
  stage: 1,
  /** The file goes with another one (a sidecar, a subtitle, the other half of a pair). */
  companion: 2,
  /** The file's name had to change because the wanted one was taken. */
  renamed: 4,
  /** The extension contradicts the content. */
  mismatch: 8,
  /** The step is part of the folder work, not of a file's way. */
  folder: 16,
  /** The step makes room for a file by renaming another one, or taking it to the quarantine; it adds to no counter. */
  uncounted: 32,
  /** The step deals with another name of a file of an earlier step: its bytes do not count again. */
  again: 64,
} as const;
