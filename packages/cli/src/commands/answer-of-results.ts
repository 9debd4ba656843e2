import { EXIT_CODES, type OperationResult } from '@kempt/contracts';
import type { Answer } from '../context.ts';
import { viewResult } from '../views/view-result.ts';
import { exitCodeOfResult } from './exit-code.ts';

const PROBLEMS_SHOWN = 100;

/**
 * What several operations of one command came to: their sums, and each of them.
 *
 * @param results - one an operation
 * @returns the answer; its exit code is that of the worst
 */
export function answerOfResults(results: readonly OperationResult[]): Answer {
  const sum = (count: (result: OperationResult) => number): number =>
    results.reduce((total, result) => total + count(result), 0);
  return {
    exitCode: Math.max(EXIT_CODES.ok, ...results.map(exitCodeOfResult)),
    data: {
      files_completed: sum((result) => result.files_completed),
      files_skipped: sum((result) => result.files_skipped),
      files_failed: sum((result) => result.files_failed),
      bytes_completed: sum((result) => result.bytes_completed),
      space_reclaimed_bytes: sum((result) => result.space_reclaimed_bytes ?? 0),
      problems: results.flatMap((result) => result.problems).slice(0, PROBLEMS_SHOWN),
      problems_total: sum((result) => result.problems_total),
      operations: results,
    },
    view: (page) => (results.length === 0 ? ['Nothing to do.'] : results.flatMap((result) => viewResult(result, page))),
    routine: true,
  };
}
