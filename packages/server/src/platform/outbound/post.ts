/** Something that is sent to another service. */
export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/** How sending went: the status of the answer, and for how many seconds nothing more is wanted. */
export interface PostAnswer {
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;
}

/** Who does not answer in so long counts as away. */
const PATIENCE_MS = 10_000;

/**
 * Sends something and waits for the status alone: what the answer says is not read, and it leads nowhere else.
 *
 * @param post - what, and where to
 * @returns the status, whatever it is
 * @throws Error when there was no answer in ten seconds, or it was ended
 */
export async function post({ url, headers, body, signal }: Post): Promise<PostAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers,
    body,
    redirect: 'manual',
    signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
  });
  await response.body?.cancel();
  const after = response.headers.get('retry-after') ?? '';
  return { status: response.status, retryAfterSeconds: /^\d{1,5}$/.test(after) ? Number(after) : undefined };
}
