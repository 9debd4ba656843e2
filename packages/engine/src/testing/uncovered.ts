/**
 * Variables of a child process that is killed, or that runs what others run too. Most of the time of a short process is
 * its start, so it keeps compiled code and is not asked for coverage, which a killed one could not leave anyway.
 */
export const UNCOVERED = {
  NODE_V8_COVERAGE: undefined,
  NODE_DISABLE_COMPILE_CACHE: undefined,
  NODE_OPTIONS: undefined,
} as const;
