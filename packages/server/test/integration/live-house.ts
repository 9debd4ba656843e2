import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { eq } from 'drizzle-orm';
import type { OperationProgress } from '@kempt/contracts/api';
import { newOperationId } from '@kempt/engine';
import { operation, root, rootGrant } from '../../src/platform/db/schema/index.ts';
import { announceOperation } from '../../src/platform/events/announce-progress.ts';
import { openTestApi, type TestApi, type TestUser } from '../../src/testing/test-api.ts';
import { LiveClient } from './live-client.ts';

/** An API that listens, and what tests of live progress do with it. */
export class LiveHouse {
  /** The API. */
  readonly api: TestApi;
  /** Address of the socket. */
  readonly url: string;
  /** A root of the owner's. */
  rootId = '';
  readonly #opened: LiveClient[] = [];

  private constructor(api: TestApi, url: string) {
    this.api = api;
    this.url = url;
  }

  /** Opens one, with shorter times where they are given. */
  static async open(options: Parameters<typeof openTestApi>[1] = {}): Promise<LiveHouse> {
    const api = await openTestApi({}, options);
    await api.http.listen({ host: '127.0.0.1', port: 0 });
    const { port } = api.http.server.address() as AddressInfo;
    const house = new LiveHouse(api, `ws://127.0.0.1:${port}/api/v1/ws`);
    house.rootId = await house.makeRoot('/srv/live', api.owner);
    return house;
  }

  /** Makes a root that users may look at. */
  async makeRoot(path: string, ...users: readonly TestUser[]): Promise<string> {
    const { db } = this.api.database;
    const [row] = await db.insert(root).values({ name: path, path, kind: 'folder' }).returning();
    const rootId = row?.id ?? '';
    for (const { id: userId } of users) await db.insert(rootGrant).values({ rootId, userId, role: 'viewer' });
    return rootId;
  }

  /** Makes an operation that is under way, without one. */
  async makeOperation(rootId = this.rootId, rootPath = '/srv/live'): Promise<string> {
    const { db } = this.api.database;
    for (;;) {
      const id = newOperationId(Date.now());
      const made = await db
        .insert(operation)
        .values({ id, type: 'organize', status: 'running', rootId, rootPath })
        .onConflictDoNothing()
        .returning();
      if (made.length === 1) return id;
    }
  }

  /** Gets a ticket. */
  async ticketOf(user: TestUser = this.api.owner): Promise<string> {
    const { status, body } = await this.api.call('POST', '/api/v1/ws-tickets', { token: user.token });
    assert.equal(status, 201);
    return (body as { ticket: string }).ticket;
  }

  /** Opens a socket, which is closed with the house. */
  async connect(user: TestUser = this.api.owner): Promise<LiveClient> {
    return this.keep(await LiveClient.open(`${this.url}?ticket=${await this.ticketOf(user)}`));
  }

  /** Closes a socket with the house. */
  keep(client: LiveClient): LiveClient {
    this.#opened.push(client);
    return client;
  }

  /** Tells how far an operation is. */
  tell(id: string, done: number, rootId = this.rootId): Promise<void> {
    const progress = progressOf(done);
    const event = { kind: 'progress' as const, operation_id: id, root_id: rootId, progress, files_processed: done };
    return this.api.events.publish(this.api.database.db, event);
  }

  /** Ends an operation. */
  async end(id: string): Promise<void> {
    await this.api.database.db.transaction(async (tx) => {
      await tx.update(operation).set({ status: 'completed', progress: null }).where(eq(operation.id, id));
      await announceOperation(this.api.events, tx, { id, rootId: this.rootId });
    });
  }

  /** Ends everything. */
  async close(): Promise<void> {
    for (const client of this.#opened) client.socket.terminate();
    await this.api.close();
  }
}

/**
 * How far an operation is.
 *
 * @param done - files
 * @returns progress
 */
export const progressOf = (done: number): OperationProgress => ({
  phase: 'applying',
  percent: done / 100,
  files_done: done,
  files_total: 10_000,
  files_per_second: 100,
  eta_seconds: 1,
  last_path: `/srv/live/${done}`,
});
