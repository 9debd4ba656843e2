import { LIVE_CLOSE, type LiveMessage, type LiveRequest } from '@kempt/contracts/api';
import type { Principal } from '../../platform/access/principal.ts';
import type { Standing } from '../../platform/access/look-after-principals.ts';
import type { LiveTimes, OperationReader, SeenOperation } from './live-parts.ts';
import { PendingNews, type News, type ProgressEvent } from './pending-news.ts';
import { Topics, type Topic } from './topics.ts';

/** The wire below a socket. */
export interface Wire {
  send(text: string): void;
  /** Bytes that were sent and that the other side has not taken yet. */
  readonly waitingBytes: number;
  close(code: number): void;
}

/** What a socket is made of. */
export interface SocketParts {
  readonly principal: Principal;
  readonly wire: Wire;
  readonly operations: OperationReader;
  readonly times: LiveTimes;
}

/** Beyond this the other side reads too slowly, and is told only the latest once it has caught up. */
const MOST_WAITING_BYTES = 128 * 1024;
/** Messages of a client that wait for the one before. */
const MOST_REQUESTS = 100;
/** A list shows its first page; whoever shows more reads it. */
const LISTED = 50;
/** Nothing is shown to whoever was last looked after so many looks ago: what they may see is not known. */
const LOOKS = 2;

/** One socket: its topics, and what is to be said of each. */
export class LiveSocket {
  /** Who is at the other end. */
  readonly principal: Principal;
  readonly #parts: SocketParts;
  readonly #topics = new Topics();
  readonly #news = new PendingNews();
  /** Operations that were shown as running: only those are said to get on. */
  readonly #running = new Set<string>();
  readonly #requests: LiveRequest[] = [];
  #roots: ReadonlySet<string> = new Set();
  #lookedAt = -Infinity;
  #busySince = performance.now();
  #working = false;
  #closed = false;
  #timer: NodeJS.Timeout | undefined;

  /** @param parts - who is at the other end, and what the socket is made of */
  constructor(parts: SocketParts) {
    this.principal = parts.principal;
    this.#parts = parts;
  }

  /** Whether it is over. */
  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Takes what a client says; requests are answered one after the other.
   *
   * @param request - what it says
   */
  receive(request: LiveRequest): void {
    if (this.#requests.push(request) > MOST_REQUESTS) this.close(LIVE_CLOSE.refused);
    void this.#work();
  }

  /**
   * Takes how its user stands now, or that they cannot stay.
   *
   * @param standing - session, key and grants as they are now
   */
  look(standing: Standing): void {
    if (!standing.good) {
      this.close(LIVE_CLOSE.unauthenticated);
      return;
    }
    const changed = !isSame(standing.rootIds, this.#roots);
    const first = this.#lookedAt === -Infinity;
    this.#roots = standing.rootIds;
    this.#lookedAt = performance.now();
    if (first) void this.#work();
    if (changed) this.#regrant();
    this.#leaveWhenIdle();
    this.#flush();
  }

  /** What is known may have gaps: everything is shown anew. */
  refresh(): void {
    for (const topic of this.#topics) topic.stale = true;
    this.#running.clear();
    void this.#work();
  }

  /**
   * Takes how far an operation is.
   *
   * @param event - what was told
   * @returns whether the operation has to be read first: it was not shown as running yet
   */
  progress(event: ProgressEvent): boolean {
    const { operation_id: id, root_id: rootId } = event;
    if (!this.#follows(id, rootId)) return false;
    if (!this.#running.has(id)) return true;
    this.#keep(id, rootId, { kind: 'progress', event });
    return false;
  }

  /**
   * Takes an operation as it is now.
   *
   * @param id - its id
   * @param rootId - the root it is, or was, on
   * @param seen - the operation; undefined when it is not there any more
   */
  whole(id: string, rootId: string | null, seen: SeenOperation | undefined): void {
    const root = seen === undefined ? rootId : seen.rootId;
    if (!this.#follows(id, root)) return;
    this.#noteState(id, seen);
    this.#keep(id, root, seen === undefined ? { kind: 'gone' } : { kind: 'whole', seen });
  }

  /**
   * Ends it.
   *
   * @param code - why, see `LIVE_CLOSE`; undefined when the other side has ended it
   */
  close(code?: number): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    if (code !== undefined) this.#parts.wire.close(code);
  }

  async #work(): Promise<void> {
    if (this.#working || this.#lookedAt === -Infinity) return;
    this.#working = true;
    try {
      for (let more = true; more && !this.#closed;) more = await this.#workOnce();
    } catch {
      // The database is away: shown again with the next look.
    } finally {
      this.#working = false;
    }
  }

  /** Deals with one request or one outdated topic; answers false when there is none. */
  async #workOnce(): Promise<boolean> {
    const request = this.#requests.shift();
    if (request?.type === 'subscribe') {
      const added = this.#topics.add(request.topic, request.since);
      if (!added) this.#say({ type: 'unsubscribed', topic: request.topic, code: 'too_many_requests' });
      return true;
    }
    if (request !== undefined) {
      this.#topics.remove(request.topic);
      this.#say({ type: 'unsubscribed', topic: request.topic, code: 'asked' });
      return true;
    }
    const outdated = this.#isBehind() ? undefined : this.#topics.firstStale();
    if (outdated === undefined) return false;
    await this.#show(outdated);
    return true;
  }

  async #show(topic: Topic): Promise<void> {
    const { operations } = this.#parts;
    const { userId } = this.principal;
    const { operationId: id } = topic;
    topic.missed = false;
    const found =
      id === undefined ? await operations.listFor(userId, LISTED) : await one(operations.readFor(userId, id));
    if (this.#closed || !this.#topics.has(topic)) return;
    // What was read may be older than what came meanwhile.
    topic.stale = topic.missed;
    if (id !== undefined && found.length === 0) {
      this.#topics.remove(topic.name);
      this.#say({ type: 'unsubscribed', topic: topic.name, code: 'not_found' });
      return;
    }
    topic.rootId = found[0]?.rootId ?? null;
    for (const seen of found) this.#noteState(seen.operation.id, seen);
    const shown = found.map(({ operation }) => operation);
    this.#say({ type: 'snapshot', topic: topic.name, seq: ++topic.seq, operations: shown });
    this.#flush();
  }

  /** Grants have changed: topics on roots that are closed now end, and lists are shown anew. */
  #regrant(): void {
    this.#running.clear();
    for (const topic of this.#topics) {
      if (topic.operationId === undefined) topic.stale = true;
      else if (!topic.stale && !this.#maySee(topic.rootId)) {
        this.#topics.remove(topic.name);
        this.#say({ type: 'unsubscribed', topic: topic.name, code: 'not_found' });
      }
    }
  }

  #leaveWhenIdle(): void {
    const busy = this.#topics.size > 0 && !this.#isBehind();
    const now = performance.now();
    if (busy) this.#busySince = now;
    else if (now - this.#busySince > this.#parts.times.idle) this.close(LIVE_CLOSE.idle);
    if (this.#topics.firstStale() !== undefined || this.#requests.length > 0) void this.#work();
  }

  #keep(id: string, rootId: string | null, news: News): void {
    if (!this.#news.keep(id, rootId, news)) this.refresh();
    this.#flush();
  }

  /** Says what is due, unless the other side has yet to read what it was told, or nobody knows what it may see. */
  #flush(): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    const now = performance.now();
    const { look, interval } = this.#parts.times;
    if (now - this.#lookedAt < LOOKS * look + interval) {
      this.#news.take(now, (id, rootId, news) => {
        if (this.#isBehind()) return undefined;
        const topics = this.#maySee(rootId) ? this.#topics.of(id) : [];
        for (const topic of topics) this.#tell(topic, id, news);
        return now + interval * Math.max(1, topics.length);
      });
    }
    const due = this.#news.dueAt;
    if (due === undefined) return;
    this.#timer = setTimeout(() => this.#flush(), Math.max(due - now, interval / 4)).unref();
  }

  #tell(topic: Topic, id: string, news: News): void {
    if (topic.stale) {
      if (news.kind !== 'progress') topic.missed = true;
      return;
    }
    const place = { topic: topic.name, seq: ++topic.seq };
    if (news.kind === 'whole') this.#say({ type: 'operation', ...place, operation: news.seen.operation });
    else if (news.kind === 'gone') this.#say({ type: 'gone', ...place, operation_id: id });
    else {
      const { kind: type, progress, ...event } = news.event;
      this.#say({ type, ...place, operation_id: id, progress, ...countersOf(event) });
    }
    if (news.kind === 'gone' && topic.operationId === id) this.#topics.remove(topic.name);
  }

  #say(message: LiveMessage): void {
    if (!this.#closed) this.#parts.wire.send(JSON.stringify(message));
  }

  #noteState(id: string, seen: SeenOperation | undefined): void {
    if (seen?.operation.status === 'running') this.#running.add(id);
    else this.#running.delete(id);
  }

  #follows(id: string, rootId: string | null): boolean {
    return this.#maySee(rootId) && this.#topics.of(id).length > 0;
  }

  #maySee(rootId: string | null): boolean {
    return rootId !== null && this.#roots.has(rootId);
  }

  #isBehind(): boolean {
    return this.#parts.wire.waitingBytes > MOST_WAITING_BYTES;
  }
}

function countersOf(event: Omit<ProgressEvent, 'kind' | 'progress'>) {
  const { files_scanned, files_processed, bytes_processed } = event;
  return {
    ...(files_scanned === undefined ? {} : { files_scanned }),
    ...(files_processed === undefined ? {} : { files_processed }),
    ...(bytes_processed === undefined ? {} : { bytes_processed }),
  };
}

function isSame(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  return some.size === others.size && [...some].every((id) => others.has(id));
}

async function one(found: Promise<SeenOperation | undefined>): Promise<readonly SeenOperation[]> {
  const seen = await found;
  return seen === undefined ? [] : [seen];
}
