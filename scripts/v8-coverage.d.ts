declare module '@bcoe/v8-coverage' {
  /** What one process ran, as Node writes it to NODE_V8_COVERAGE; only what is looked at here. */
  export interface ProcessCov {
    readonly result: readonly ScriptCov[];
  }

  /** What was run of one file. */
  export interface ScriptCov {
    readonly url: string;
    readonly functions: readonly FunctionCov[];
  }

  /** How often a function was called, and its blocks run where they were counted. */
  export interface FunctionCov {
    readonly isBlockCoverage: boolean;
    /** The first is the whole function. */
    readonly ranges: readonly { readonly count: number }[];
  }

  /**
   * Adds up what several processes ran.
   *
   * @param processes - any number of them
   * @returns the sum, in the same form
   */
  export function mergeProcessCovs(processes: readonly ProcessCov[]): ProcessCov;
}
