import { copyFile, mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Operation } from '@kempt/contracts/api';
import { insertApiKey } from '../../src/features/accounts/api-key-store.ts';
import { insertInvitation } from '../../src/features/accounts/invitation-store.ts';
import { openSession } from '../../src/features/accounts/session-store.ts';
import { getUser, insertUser } from '../../src/features/accounts/user-store.ts';
import { insertCategory } from '../../src/features/categories/category-store.ts';
import { insertUpload } from '../../src/features/uploads/upload-store.ts';
import { createAccessTokens, type AccessTokens } from '../../src/platform/security/access-tokens.ts';
import { planFileOf } from '../../src/platform/storage/plan-files.ts';
import { insertRecords } from '../../src/testing/record-fixture.ts';
import { openTestApi, TEST_PASSWORD, type TestApi } from '../../src/testing/test-api.ts';
import type { Asker } from './fuzz-requests.ts';
import { withWorker } from './with-worker.ts';

/** What operations did, which is put back after each route. */
const KEPT = ['operation', 'file_record', 'duplicate_group', 'operation_problem'];
const STATES = ['pending', 'running', 'planned', 'failed', 'cancelled', 'interrupted', 'completed'] as const;

/** Of which the engine is said to know. */
const BEGUN = ['interrupted', 'failed', 'completed', 'completed', 'completed'] as const;

/** A service in which somebody has done this and that, so that requests find something. */
export class FuzzHouse {
  /** The API. */
  readonly api: TestApi;
  /** Values that mean something, by the name of the field; behind a slash ids of what stands in an address. */
  known: Readonly<Record<string, readonly unknown[]>> = {};
  /** Those who ask. */
  askers: Readonly<Record<string, Asker>> = {};
  readonly #tokens: AccessTokens;
  readonly #folder: string;
  #rootId = '';
  #operations: readonly Operation[] = [];
  #round = 0;

  private constructor(api: TestApi) {
    this.api = api;
    this.#tokens = createAccessTokens(api.database.db);
    this.#folder = join(api.folder, 'root');
  }

  /** Builds it: a folder that was scanned, organized and searched for duplicates, and a preview. */
  static async open(...how: Parameters<typeof openTestApi>): Promise<FuzzHouse> {
    const house = new FuzzHouse(await openTestApi(...how));
    await house.#fill();
    return house;
  }

  /** Ends everything. */
  async close(): Promise<void> {
    await this.api.close();
  }

  async #fill(): Promise<void> {
    await mkdir(join(this.#folder, 'inner'), { recursive: true });
    const names = ['a.txt', 'b.txt', 'c.csv', 'd.png', 'inner/a.txt', 'inner/e.mp3', 'ü"%.txt'];
    for (const name of names) await this.#write(name, name.endsWith('a.txt') ? 'the same' : name);
    const body = { name: 'Root', path: this.#folder };
    const made = await this.api.call('POST', '/api/v1/roots', { token: this.api.owner.token, body });
    this.#rootId = (made.body as { id: string }).id;
    this.#operations = await withWorker(this.api, async () => {
      const root_id = this.#rootId;
      const done = [await this.#run({ type: 'scan', root_id })];
      done.push(await this.#run({ type: 'deduplicate', root_id, keep: ['shortest_path'], dry_run: false }));
      done.push(await this.#run({ type: 'organize', root_id, dry_run: false }));
      await this.#write('later.txt', 'later');
      return [...done, await this.#run({ type: 'organize', root_id })];
    });
    for (const { id } of this.#operations) await copyFile(...this.#plan(id)).catch(() => undefined);
    const { pool } = this.api.database;
    for (const table of KEPT) await pool.query(`create table kept_${table} as select * from ${table}`);
  }

  /** Where a plan lies, and where a copy of it is kept. */
  #plan(id: string): [string, string] {
    return [planFileOf(this.api.stateFolder, id), join(dirname(this.#folder), `${id}.plan`)];
  }

  async #write(name: string, content: string): Promise<void> {
    const path = join(this.#folder, name);
    await writeFile(path, content);
    await utimes(path, new Date(2020, 1, 1), new Date(2020, 1, 1));
  }

  async #run(body: object): Promise<Operation> {
    const { token } = this.api.owner;
    const asked = await this.api.call('POST', '/api/v1/operations', { token, body });
    for (let found = asked.body as Operation; ;) {
      if (found.status !== 'pending' && found.status !== 'running') return found;
      await sleep(20);
      found = (await this.api.call('GET', `/api/v1/operations/${found.id}`, { token })).body as Operation;
    }
  }

  /** Puts back what the last requests removed, and lets everybody in anew. */
  async renew(): Promise<void> {
    this.#round++;
    const { db, pool } = this.api.database;
    for (const { id } of this.#operations) {
      const [place, copy] = this.#plan(id);
      await copyFile(copy, place).catch(() => undefined);
    }
    await pool.query('delete from operation where id in (select id from kept_operation)');
    for (const table of KEPT) {
      await pool.query(`insert into ${table} overriding system value select * from kept_${table}`);
    }
    const { passwordHash } = await getUser(db, this.api.owner.id);
    const at = { email: `a${this.#round}@example.org`, name: 'A', passwordHash };
    const admin = await insertUser(db, { ...at, role: 'administrator' });
    const member = await insertUser(db, { ...at, email: `m${this.#round}@example.org`, role: 'member' });
    await pool.query('update root set removed_at = null where id = $1', [this.#rootId]);
    for (const { id } of [admin, member]) {
      await pool.query("insert into root_grant (root_id, user_id, role) values ($1, $2, 'approver')", [
        this.#rootId,
        id,
      ]);
    }
    await this.#learn(admin.id, member.id);
    this.askers = {
      administrator: { weight: 8, headers: await this.#session(admin.id) },
      member: { weight: 2, headers: await this.#session(member.id) },
      key: { weight: 2, headers: await this.#key(admin.id) },
      nobody: { weight: 1, headers: {} },
      broken: { weight: 1, headers: { authorization: 'Bearer x', 'x-api-key': ['a', 'b'] } },
    };
  }

  async #session(userId: string): Promise<Asker['headers']> {
    const opened = await openSession(this.api.database.db, userId, { address: '::1', userAgent: '' });
    return { authorization: `Bearer ${await this.#tokens.sign({ userId, sessionId: opened.sessionId })}` };
  }

  async #key(userId: string): Promise<Asker['headers']> {
    const scopes = ['read', 'propose', 'apply', 'upload', 'manage'] as const;
    const { token } = await insertApiKey(this.api.database.db, { userId, name: 'k', scopes, expiresAt: null });
    return { 'x-api-key': token };
  }

  async #learn(adminId: string, memberId: string): Promise<void> {
    const { db } = this.api.database;
    const folder = this.#folder;
    const rootId = this.#rootId;
    const records = [{ originalPath: `${folder}/documents/b.txt`, sizeBytes: 5, status: 'skipped' as const }];
    const made = [];
    for (const status of STATES) made.push(await insertRecords(db, { rootId, status, userId: adminId }, records));
    const { id: upload } = await insertUpload(db, { userId: adminId, rootId, path: 'up.txt', sizeBytes: 5 });
    await this.api.database.pool.query('update upload set reserved_bytes = 5 where id = $1', [upload]);
    const { id: other } = await insertUser(db, {
      email: `o${this.#round}@example.org`,
      name: 'O',
      passwordHash: '-',
      role: 'member',
    });
    const key = await insertApiKey(db, { userId: adminId, name: 'x', scopes: ['read'], expiresAt: null });
    const opened = await openSession(db, adminId, { address: '::1', userAgent: '' });
    const facts = { extensions: [], keywords: [], color: '#336699', icon: 'x' };
    const category = await insertCategory(db, { ...facts, name: `own ${this.#round}` });
    const invited = await insertInvitation(db, { email: null, role: 'member', createdBy: adminId, hours: 1 });
    const begun: { readonly id: string }[] = [];
    for (const status of BEGUN) {
      const engineId = `engine-${this.#round}-${begun.length}`;
      begun.push(await insertRecords(db, { rootId, status, engineId, filesPlanned: 1 }, records));
    }
    const idsOf = (wanted: string) => begun.filter((_, i) => BEGUN[i] === wanted).map(({ id }) => id);
    const free = join(this.api.folder, `free ${this.#round}`);
    await mkdir(free);
    const done = this.#operations.map(({ id }) => id);
    const operations = [...done, ...done, ...made.map(({ id }) => id)];
    const paths = [folder, `${folder}/a.txt`, `${folder}/inner`];
    this.known = {
      '/operations': operations,
      '/reports': operations,
      '/roots': [rootId],
      '/files': made.flatMap(({ recordIds }) => recordIds),
      '/uploads': [upload],
      '/users': [other, memberId],
      '/api-keys': [key.row.id],
      '/categories': [category.id],
      ...(await this.#cursors(adminId)),
      'POST /api/v1/operations/{id}/apply': this.#having('planned'),
      'POST /api/v1/operations/{id}/resume': [...idsOf('interrupted'), ...idsOf('failed')],
      'POST /api/v1/operations/{id}/rollback': idsOf('completed'),
      'GET /api/v1/operations/{id}/plan': done,
      'GET /api/v1/reports/{operation_id}': done,
      'GET /api/v1/reports/{operation_id}/export': done,
      'POST /api/v1/quarantine operation_id': done,
      'POST /api/v1/roots path': [free, folder, '/etc', `${folder}/a.txt`],
      'POST /api/v1/explain path': ['later.txt', 'inner', '../x'],
      id: [opened.sessionId],
      operation_id: operations,
      root_id: [rootId],
      user_id: [adminId, memberId, other],
      plan_digest: this.#operations.flatMap(({ status, plan_digest: digest }) =>
        status === 'planned' ? [digest] : [],
      ),
      path: ['', 'inner', 'documents/b.txt', '../x', ...paths],
      paths: [paths, [`${folder}/../x`]],
      destination_path: ['sorted', folder, '/etc', '../x'],
      by: ['category', 'year', 'extension', 'none'],
      template: ['{category}/{name}', '{year}', '{', '{name|none}'],
      refresh_token: [opened.token],
      invitation_token: [invited.token],
      email: [`a${this.#round}@example.org`, `new${this.#round}@example.org`],
      password: [TEST_PASSWORD],
      current_password: [TEST_PASSWORD],
      'upload-offset': [0],
      q: ['txt', 'documents', 'abcdef', '___', '%%%'],
      category: ['documents'],
      format: ['json', 'csv', 'html'],
    };
  }

  #having(wanted: Operation['status']): string[] {
    return this.#operations.filter(({ status }) => status === wanted).map(({ id }) => id);
  }

  /** Where each list goes on behind its first item. */
  async #cursors(userId: string): Promise<Record<string, readonly string[]>> {
    const { authorization } = await this.#session(userId);
    const found: Record<string, readonly string[]> = {};
    for (const list of ['users', 'roots', 'operations', 'categories', 'files', `roots/${this.#rootId}/browse`]) {
      const headers = { authorization: String(authorization) };
      const { body } = await this.api.call('GET', `/api/v1/${list}?limit=1`, { headers });
      const next = (body as { next_cursor?: string | null }).next_cursor;
      const path = `/api/v1/${list.replace(this.#rootId, '{id}')}`;
      if (typeof next === 'string') found[`GET ${path} cursor`] = [next];
    }
    return found;
  }
}
