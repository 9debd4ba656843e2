import { KemptError } from '@kempt/engine';
import type { ErrorCode } from '@kempt/contracts';
import { toKemptError } from '../http/problem.ts';

/** What the owner of a thread sends it. */
export type ThreadRequest =
  | { readonly kind: 'call'; readonly id: number; readonly method: string; readonly argument: unknown }
  /** Asks for the next rows of a stream. */
  | { readonly kind: 'pull'; readonly id: number }
  | { readonly kind: 'abort'; readonly id: number }
  /** Answers a question of the thread. */
  | { readonly kind: 'answer'; readonly id: number; readonly question: number; readonly fault?: ThreadFault }
  | { readonly kind: 'close' };

/** What a thread sends its owner. */
export type ThreadReply =
  | { readonly kind: 'value'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'rows'; readonly id: number; readonly rows: readonly unknown[]; readonly done: boolean }
  | { readonly kind: 'fault'; readonly id: number; readonly fault: ThreadFault }
  | { readonly kind: 'progress'; readonly id: number; readonly progress: unknown }
  /** Waits for leave to go on. */
  | { readonly kind: 'question'; readonly id: number; readonly question: number; readonly subject: string };

/** An error on its way between threads, which keep classes of errors to themselves. */
export interface ThreadFault {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly stack?: string | undefined;
}

/**
 * Packs an error for the way.
 *
 * @param error - anything that was thrown
 * @returns what can be sent
 */
export function packFault(error: unknown): ThreadFault {
  const { code, message, hint, details, cause } = toKemptError(error);
  const origin = cause instanceof Error ? cause : error;
  if (!(origin instanceof Error)) return { code, message, hint, details };
  return { code, message: code === 'internal' ? origin.message : message, hint, details, stack: origin.stack };
}

/**
 * Unpacks an error.
 *
 * @param fault - what was sent
 * @returns the error
 */
export function unpackFault({ code, message, hint, details = {}, stack }: ThreadFault): KemptError {
  const cause = new Error(message);
  if (stack !== undefined) cause.stack = stack;
  return new KemptError(code, message, { ...(hint === undefined ? {} : { hint }), details, cause });
}
