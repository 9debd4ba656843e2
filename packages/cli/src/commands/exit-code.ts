import { EXIT_CODES, FAULT_REASONS, LEFT_REASONS, type OperationResult, type Problem } from '@kempt/contracts';

/** Reasons to leave a file that are nobody's fault, such as a name that is hidden. */
const HARMLESS: ReadonlySet<string> = new Set(LEFT_REASONS.filter((reason) => !FAULT_REASONS.has(reason)));

/**
 * The exit code of work on files.
 *
 * @param result - what became of the work
 * @returns 130 when it was interrupted, 1 when files failed or were skipped for a fault, 0 otherwise
 */
export function exitCodeOfResult(result: OperationResult): number {
  if (result.status === 'interrupted') return EXIT_CODES.interrupted;
  const faulty =
    result.status === 'failed' ||
    result.files_failed > 0 ||
    result.files_skipped > 0 ||
    exitCodeOfProblems(result.problems) !== EXIT_CODES.ok;
  return faulty ? EXIT_CODES.with_problems : EXIT_CODES.ok;
}

/**
 * The exit code of work that changes nothing.
 *
 * @param problems - what could not be looked at
 * @returns 1 when one of them is a fault
 */
export function exitCodeOfProblems(problems: readonly Problem[]): number {
  return problems.some((problem) => !HARMLESS.has(problem.code)) ? EXIT_CODES.with_problems : EXIT_CODES.ok;
}
