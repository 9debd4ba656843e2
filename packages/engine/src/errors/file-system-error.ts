import type { OutcomeCode } from '@kempt/contracts';

/** A call on the file system as a whole failed; what fails for one file is an outcome instead. */
export class FileSystemError extends Error {
  /** The closed set errno is mapped to. */
  readonly code: OutcomeCode | 'not_a_folder' | 'busy';

  /**
   * @param code - the closed set errno is mapped to
   * @param message - what was tried on what
   * @param cause - the system's error
   */
  constructor(code: OutcomeCode | 'not_a_folder' | 'busy', message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'FileSystemError';
    this.code = code;
  }
}
