import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';

const NOT_MODIFIED = 304;

/**
 * Gives what is read an ETag, and answers 304 to whoever has it already. The tag is weak: it stands for what is said, not
 * for its bytes. Streams, such as downloads, have tags of their own or none.
 *
 * @param http - the server, before it has routes
 */
export function answerConditionally(http: FastifyInstance): void {
  // eslint-disable-next-line max-params -- what a hook is called with
  http.addHook('onSend', (request, reply, payload, done) => {
    const reads = request.method === 'GET' || request.method === 'HEAD';
    if (!reads || reply.statusCode !== 200 || typeof payload !== 'string' || reply.hasHeader('etag')) {
      done(null, payload);
      return;
    }
    const tag = `W/"${createHash('sha256').update(payload).digest('base64url').slice(0, 27)}"`;
    void reply.header('etag', tag);
    if (!isAmong(request.headers['if-none-match'], tag)) {
      done(null, payload);
      return;
    }
    void reply.code(NOT_MODIFIED).removeHeader('content-type').removeHeader('content-length');
    done(null, null);
  });
}

/** Whether a header names a tag; weak and strong ones are compared alike, as RFC 9110 asks for. */
function isAmong(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  const opaque = tag.replace(/^W\//, '');
  return header.split(',').some((one) => {
    const named = one.trim();
    return named === '*' || named.replace(/^W\//, '') === opaque;
  });
}
