import type { ProblemDetails } from '@kempt/contracts/api';

/** An answer that says what is wrong. */
export class ApiError extends Error {
  /** HTTP status of the answer. */
  readonly status: number;
  /** Stable code, see docs/ERRORS.md; `unreadable` for an answer that did not come from Kempt. */
  readonly code: string;
  /** What can be done next, in a sentence. */
  readonly hint: string | undefined;
  /** Under which the log of the server knows the request. */
  readonly requestId: string | undefined;

  /**
   * @param status - HTTP status of the answer
   * @param problem - its body, when it is problem details
   */
  constructor(status: number, problem?: Partial<ProblemDetails>) {
    super(problem?.detail ?? problem?.title ?? `The server answered ${status}.`);
    this.name = 'ApiError';
    this.status = status;
    this.code = problem?.code ?? 'unreadable';
    this.hint = problem?.hint;
    this.requestId = problem?.request_id;
  }
}

/** What a call answers: the body, or what is wrong. */
interface Answer<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * Takes the body of an answer, and throws what is wrong.
 *
 * @param call - a call of the client
 * @returns the body; undefined where there is none
 * @throws ApiError for every answer that is not a success
 */
export async function take<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (error !== undefined || !response.ok) throw new ApiError(response.status, problemOf(error));
  return data as T;
}

/** Whatever stands between may answer in its own words. */
function problemOf(body: unknown): Partial<ProblemDetails> | undefined {
  return isProblem(body) ? body : undefined;
}

function isProblem(body: unknown): body is Partial<ProblemDetails> {
  return typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string';
}
