import { createHash } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { KemptError } from '@kempt/engine';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { Db } from '../db/open-database.ts';
import { idempotencyKey } from '../db/schema/index.ts';
import type { Log } from '../log/create-log.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The answer holds a secret that is shown once: it is never kept. */
    answersSecret?: boolean;
    /** Whether the route makes something and takes an Idempotency-Key; found out from its answers. */
    repeatsSafely?: boolean;
  }
}

/** What is kept of an answer beside its body. */
const KEPT_HEADERS = ['location', 'content-type'] as const;
const KEPT = sql`interval '24 hours'`;
const SWEEP_MS = 600_000;
const KEY = /^[\x21-\x7e]{1,255}$/;

interface Claim {
  readonly userId: string;
  readonly key: string;
  readonly secret: boolean;
}

/** Keys of requests that are the first under theirs. */
const claims = new WeakMap<FastifyRequest, Claim>();

/**
 * Makes requests that make something safe to repeat: under an Idempotency-Key the first one is carried out and the others
 * are answered as it was, for 24 hours. Only success is kept, since after an error nothing was made. A request that was
 * cut short by a crash keeps its key: whether it made something is for its sender to see.
 *
 * @param http - the server, before it has routes
 * @param db - keeps keys and answers
 * @param log - hears of answers that could not be kept
 */
export function repeatSafely(http: FastifyInstance, db: Db, log: Log): void {
  let sweptAt = -Infinity;
  const sweep = (): void => {
    if (performance.now() - sweptAt < SWEEP_MS) return;
    sweptAt = performance.now();
    db.delete(idempotencyKey)
      .where(sql`${idempotencyKey.createdAt} < now() - ${KEPT}`)
      .then(undefined, (error: unknown) => {
        log.debug('fail_to_sweep_keys', { error });
      });
  };
  http.addHook('onRoute', (route) => {
    if (makes(route)) route.config = { ...route.config, repeatsSafely: true };
  });
  http.addHook('preHandler', async (request, reply) => {
    const { repeatsSafely, answersSecret = false } = request.routeOptions.config;
    const key = request.headers['idempotency-key'];
    if (repeatsSafely !== true || key === undefined || request.principal === undefined) return;
    if (typeof key !== 'string' || !KEY.test(key)) {
      throw new KemptError('invalid_request', 'An Idempotency-Key is 1 to 255 characters of ASCII without spaces.');
    }
    sweep();
    const claim: Claim = { userId: request.principal.userId, key, secret: answersSecret };
    const hash = hashOf(request);
    if (await take(db, claim, hash)) claims.set(request, claim);
    else return answerAgain(reply, await find(db, claim), hash);
  });
  http.addHook('onSend', async (request, reply, payload) => {
    const claim = claims.get(request);
    if (claim === undefined) return payload;
    claims.delete(request);
    await settle(db, claim, { reply, payload }).catch((error: unknown) => {
      log.warn('fail_to_keep_answer', { request_id: request.id, user_id: claim.userId, error });
    });
    return payload;
  });
}

/** Routes that make something answer 201 or 202. Uploads are streams, which cannot be compared before they are read. */
function makes({ method, schema, config }: RouteOptions): boolean {
  const answers = Object.keys(schema?.response ?? {});
  const streams = schema?.consumes?.some((kind) => kind !== 'application/json') === true;
  return (
    method === 'POST' &&
    config?.access?.who !== 'anyone' &&
    !streams &&
    answers.some((code) => code === '201' || code === '202')
  );
}

/** Whoever asks with other credentials may have other rights, and asks something else. */
function hashOf(request: FastifyRequest): Buffer {
  const { method, url, body, principal } = request;
  const asked = [method, url, principal?.apiKeyId ?? 'session', JSON.stringify(body ?? null)];
  return createHash('sha256').update(asked.join('\n')).digest();
}

/** Makes a key one's own; false when somebody has it. */
async function take(db: Db, { userId, key }: Claim, requestHash: Buffer): Promise<boolean> {
  const taken = await db
    .insert(idempotencyKey)
    .values({ userId, key, requestHash })
    .onConflictDoUpdate({
      target: [idempotencyKey.userId, idempotencyKey.key],
      set: { requestHash, status: null, headers: null, body: null, createdAt: sql`now()` },
      setWhere: sql`${idempotencyKey.createdAt} < now() - ${KEPT}`,
    })
    .returning({ key: idempotencyKey.key });
  return taken.length > 0;
}

type KeyRow = typeof idempotencyKey.$inferSelect;

const isClaimed = ({ userId, key }: Claim) => and(eq(idempotencyKey.userId, userId), eq(idempotencyKey.key, key));

async function find(db: Db, claim: Claim): Promise<KeyRow | undefined> {
  const [row] = await db.select().from(idempotencyKey).where(isClaimed(claim));
  return row;
}

function answerAgain(reply: FastifyReply, row: KeyRow | undefined, hash: Buffer): FastifyReply {
  if (row !== undefined && !row.requestHash.equals(hash)) {
    throw new KemptError('idempotency_conflict', 'The Idempotency-Key was used for another request.');
  }
  if (row === undefined || row.status === null) {
    void reply.header('retry-after', '1');
    throw new KemptError('idempotency_conflict', 'The first request under the Idempotency-Key has not been answered.', {
      hint: 'Try again in a moment. If that lasts, look whether it was carried out, and use another key.',
    });
  }
  const text = textOf(row.body);
  if (text === undefined) {
    throw new KemptError('idempotency_conflict', 'The first request was carried out, and its answer is shown once.', {
      hint: 'Remove what it made, and make another one under another key.',
    });
  }
  for (const [name, value] of Object.entries(row.headers ?? {})) void reply.header(name, value);
  return reply.code(row.status).header('idempotency-replayed', 'true').send(text);
}

function textOf(body: unknown): string | undefined {
  const text = typeof body === 'object' && body !== null && 'text' in body ? body.text : undefined;
  return typeof text === 'string' ? text : undefined;
}

async function settle(
  db: Db,
  claim: Claim,
  { reply, payload }: { readonly reply: FastifyReply; readonly payload: unknown },
): Promise<void> {
  if (reply.statusCode >= 300) {
    await db.delete(idempotencyKey).where(isClaimed(claim));
    return;
  }
  const headers = Object.fromEntries(
    KEPT_HEADERS.map((name) => [name, reply.getHeader(name)]).filter((pair) => typeof pair[1] === 'string'),
  ) as Record<string, string>;
  // As text, so that it is repeated to the byte.
  const body = claim.secret || typeof payload !== 'string' ? null : { text: payload };
  await db.update(idempotencyKey).set({ status: reply.statusCode, headers, body }).where(isClaimed(claim));
}
