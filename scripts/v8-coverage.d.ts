declare module '@bcoe/v8-coverage' {
  /** What one process ran, as Node writes it to NODE_V8_COVERAGE; of each script only the address is looked at here. */
  export interface ProcessCov {
    readonly result: readonly { readonly url: string }[];
  }

  /**
   * Adds up what several processes ran.
   *
   * @param processes - any number of them
   * @returns the sum, in the same form
   */
  export function mergeProcessCovs(processes: readonly ProcessCov[]): ProcessCov;
}
