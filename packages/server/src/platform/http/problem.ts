import { ERRORS, type ErrorCode } from '@kempt/contracts';
import type { ProblemDetails } from '@kempt/contracts/api';
import { KemptError } from '@kempt/engine';

/** The kind of every body that says what went wrong. */
export const PROBLEM_TYPE = 'application/problem+json';

/** Of a fault of the server, a caller learns nothing but that, and under which id the log knows it. */
const OWN_FAULT = 500;

/**
 * What a caller is told of an error.
 *
 * @param error - anything that was thrown
 * @param requestId - under which the log knows the request
 * @returns the body; its status is the answer's
 */
export function toProblem(error: unknown, requestId: string): ProblemDetails {
  const known = toKemptError(error);
  const { status, summary } = ERRORS[known.code];
  const own = status >= OWN_FAULT;
  return {
    type: `https://kempt.invalid/errors/${known.code}`,
    title: summary,
    status,
    code: known.code,
    ...(own ? {} : { detail: known.message }),
    ...(known.hint === undefined || (own && known.code === 'internal') ? {} : { hint: known.hint }),
    request_id: requestId,
  };
}

/**
 * An error of ours, whatever was thrown: the framework's and the database's are translated.
 *
 * @param error - anything that was thrown
 * @returns the error
 */
export function toKemptError(error: unknown): KemptError {
  try {
    return translate(error);
  } catch (failure) {
    // Somebody threw what throws when it is looked at.
    return new KemptError('internal', WRONG, { cause: failure });
  }
}

const WRONG = 'Something went wrong that should not have.';

function translate(error: unknown): KemptError {
  if (error instanceof KemptError) return error;
  const { code, statusCode, message } = factsOf(error);
  if (code === DATABASE_GONE || code.startsWith('08') || code.startsWith('57P')) {
    return new KemptError('database_unavailable', 'The database cannot be reached.', {
      hint: 'Try again in a few seconds.',
      cause: error,
    });
  }
  if (code.startsWith('22')) {
    return new KemptError('invalid_request', 'A value is not one the database can hold.', { cause: error });
  }
  const translated = BY_STATUS[statusCode];
  if (translated !== undefined) {
    return new KemptError(translated, code.startsWith('FST_') ? message : ERRORS[translated].summary, { cause: error });
  }
  return new KemptError('internal', WRONG, { cause: error });
}

/** What the framework answers of its own, by status. Its words are good for callers; those of others are not. */
const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid_request',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'payload_too_large',
  414: 'invalid_request',
  415: 'unsupported_media_type',
  429: 'too_many_requests',
  431: 'headers_too_large',
  503: 'unavailable',
};

const DATABASE_GONE = 'KEMPT_DATABASE_GONE';
/** How Node says that nobody answers at the other end of a connection. */
const UNREACHABLE: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/** How the driver says it. */
const LOST = /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection)/;

function factsOf(error: unknown): { readonly code: string; readonly statusCode: number; readonly message: string } {
  if (!(error instanceof Error)) return { code: '', statusCode: 0, message: '' };
  // Drizzle wraps what the driver says.
  const inner = error.cause instanceof Error && !('statusCode' in error) ? error.cause : error;
  const code = 'code' in inner && typeof inner.code === 'string' ? inner.code : '';
  const statusCode = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 0;
  return { code: isLost(inner, code) ? DATABASE_GONE : code, statusCode, message: error.message };
}

/**
 * A file on a network that does not answer fails with the codes of a connection, and one that is missing with the code
 * of a missing socket: what names a file says nothing about the database, unless it was to be connected to.
 */
function isLost(error: Error, code: string): boolean {
  if (LOST.test(error.message)) return true;
  if ('syscall' in error && error.syscall === 'connect') return UNREACHABLE.has(code) || code === 'ENOENT';
  return UNREACHABLE.has(code) && !('path' in error);
}
