import type { OutcomeCode } from '@kempt/contracts';
import type { FileSystemError } from '../errors/file-system-error.ts';

/**
 * The outcome an error of a call stands for.
 *
 * @param error - what a call threw
 * @returns its code; `io_error` for the codes that are no outcome
 */
export function outcomeOfError(error: FileSystemError): OutcomeCode {
  return error.code === 'not_a_folder' || error.code === 'busy' ? 'io_error' : error.code;
}
