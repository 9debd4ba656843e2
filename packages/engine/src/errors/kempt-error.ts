import type { ErrorCode } from '@kempt/contracts';

/** What a {@link KemptError} carries beside its code and message. */
export interface KemptErrorOptions {
  /** What the person can do next, one sentence. */
  readonly hint?: string;
  /** Facts for programs: names and numbers, no secrets. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** The error underneath. */
  readonly cause?: unknown;
}

/** An error that ends a whole command or request. What happened to one file is an outcome, never an exception. */
export class KemptError extends Error {
  /** Which error this is, from the closed set in contracts. */
  readonly code: ErrorCode;
  /** What the person can do next, one sentence. */
  readonly hint: string | undefined;
  /** Facts for programs. */
  readonly details: Readonly<Record<string, unknown>>;

  /**
   * @param code - which error this is
   * @param message - one sentence that says what is wrong, naming the thing it is about
   * @param options - hint, details and cause
   */
  constructor(code: ErrorCode, message: string, options: KemptErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'KemptError';
    this.code = code;
    this.hint = options.hint;
    this.details = options.details ?? {};
  }
}
