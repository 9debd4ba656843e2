import type { OperationType } from '@kempt/contracts';

/** How an operation is spoken of. */
export interface TypeWords {
  /** What its report is called. */
  readonly report: string;
  /** What became of files, such as `organized`. */
  readonly past: string;
  /** What it does, such as `organize`. */
  readonly order: string;
  /** A column of what became of files. */
  readonly done: string;
}

/** The words for each type of operation. */
export const TYPE_WORDS: Readonly<Record<OperationType, TypeWords>> = {
  organize: { report: 'Organize report', past: 'organized', order: 'organize', done: 'Organized' },
  undo: { report: 'Undo report', past: 'put back', order: 'put back', done: 'Put back' },
  deduplicate: { report: 'Deduplicate report', past: 'taken away', order: 'take away', done: 'Taken away' },
  purge: { report: 'Purge report', past: 'removed for good', order: 'remove for good', done: 'Removed for good' },
};
