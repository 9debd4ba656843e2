import { createHash } from 'node:crypto';
import { mkdir, readdir, realpath, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import type { ApiKeyScope } from '@kempt/contracts/api';
import { createEngine, type Engine } from '@kempt/engine';
import { insertApiKey } from '../../src/features/accounts/api-key-store.ts';
import { openSession } from '../../src/features/accounts/session-store.ts';
import { insertRoot } from '../../src/features/roots/root-store.ts';
import { insertCategory } from '../../src/features/categories/category-store.ts';
import { insertUser } from '../../src/features/accounts/user-store.ts';
import { insertUpload } from '../../src/features/uploads/upload-store.ts';
import { duplicateGroup, operationProblem, root, rootGrant } from '../../src/platform/db/schema/index.ts';
import { createAccessTokens, type AccessTokens } from '../../src/platform/security/access-tokens.ts';
import { insertRecords, type TestOperation } from '../../src/testing/record-fixture.ts';
import { openTestApi, type TestApi, type TestUser } from '../../src/testing/test-api.ts';
import type { Asker } from './access-table.ts';
import type { Things } from './access-requests.ts';

/** In the name of everything of Ben's that others must not see. */
export const MARK = 'bensecret';

const NOWHERE = '00000000-0000-4000-8000-000000000000';
const NEVER = '20000101-000000-000-0000';

/** Ids that nothing has, and a folder that is not there. */
export const NOTHING: Things = {
  root: NOWHERE,
  inbox: NOWHERE,
  organized: NEVER,
  record: '4611686018427387904',
  browsed: '/nonexistent',
  pending: () => Promise.resolve(NEVER),
  proposed: () => Promise.resolve(NEVER),
  ended: () => Promise.resolve(NEVER),
  held: () => Promise.resolve({ id: NEVER, path: '/nonexistent' }),
  upload: () => Promise.resolve(NOWHERE),
  apiKey: () => Promise.resolve(NOWHERE),
  session: () => Promise.resolve(NOWHERE),
  user: () => Promise.resolve(NOWHERE),
  category: () => Promise.resolve(NOWHERE),
  folderRoot: () => Promise.resolve(NOWHERE),
  newFolder: () => Promise.resolve('/nonexistent'),
};

/** Ben's folder, what he has collected in Kempt, and those who ask for it. */
export class AccessHouse {
  /** The API. */
  readonly api: TestApi;
  /** Those who have an account. */
  readonly people = new Map<Asker, TestUser>();
  /** Ids of Ben's that nobody else may see. */
  readonly ids: string[] = [];
  /** What of Ben's is asked for. */
  things: Things = NOTHING;
  readonly #engine: Engine;
  readonly #tokens: AccessTokens;
  #made = 0;

  private constructor(api: TestApi) {
    this.api = api;
    this.#engine = createEngine({ stateFolder: api.stateFolder });
    this.#tokens = createAccessTokens(api.database.db);
  }

  /** Builds it. */
  static async open(): Promise<AccessHouse> {
    const browsed = await realpath(tmpdir());
    const house = new AccessHouse(await openTestApi({ KEMPT_BROWSE_ROOTS: browsed }));
    await house.#fill(browsed);
    return house;
  }

  /** Ends everything. */
  async close(): Promise<void> {
    await this.#engine.close();
    await this.api.close();
  }

  /** A new session of somebody, so that none that a request ends is missed. */
  async tokenOf(asker: Asker): Promise<string | undefined> {
    const user = this.people.get(asker);
    if (user === undefined) return undefined;
    const { sessionId } = await openSession(this.api.database.db, user.id, { address: '::1', userAgent: asker });
    return this.#tokens.sign({ userId: user.id, sessionId });
  }

  /** A key of somebody who manages Kempt and may carry operations out on Ben's folder. */
  async keyWith(scopes: readonly string[]): Promise<string> {
    const { db } = this.api.database;
    const userId = this.#idOf('admin-approver');
    const made = await insertApiKey(db, { userId, name: 'k', scopes: scopes as ApiKeyScope[], expiresAt: null });
    return made.token;
  }

  /** Stands for everything of Ben's, in the database and on the disk: it changes with anything of it. */
  async fingerprint(): Promise<string> {
    const ben = this.#idOf('owner');
    const { root: rootId, inbox } = this.things;
    const { rows } = await this.api.database.pool.query<{ facts: string }>(
      `select concat_ws('|',
        (select string_agg(to_jsonb(s)::text, ',' order by id) from session s where user_id = $1 and user_agent = 'target'),
        (select string_agg((to_jsonb(k) - 'last_used_at')::text, ',' order by id) from api_key k where user_id = $1),
        (select string_agg(to_jsonb(u)::text, ',' order by id) from upload u where user_id = $1),
        (select string_agg(to_jsonb(u)::text, ',' order by id) from app_user u where name = 'target' or id = $1),
        (select string_agg(to_jsonb(c)::text, ',' order by id) from category c),
        (select string_agg(to_jsonb(r)::text, ',' order by id) from root r),
        (select string_agg(to_jsonb(g)::text, ',' order by root_id, user_id) from root_grant g),
        (select string_agg(to_jsonb(o)::text, ',' order by id) from operation o where root_id in ($2, $3)),
        (select string_agg(to_jsonb(f)::text, ',' order by id) from file_record f)) as facts`,
      [ben, rootId, inbox],
    );
    const files = await Promise.all(
      [join(this.api.folder, 'ben'), join(this.api.stateFolder, 'inboxes', ben)].map((path) =>
        readdir(path, { recursive: true }),
      ),
    );
    return createHash('sha256')
      .update(`${rows[0]?.facts ?? ''}\n${files.flat().sort().join('\n')}`)
      .digest('hex');
  }

  #idOf(who: Asker | 'admin-approver'): string {
    return (who === 'admin-approver' ? this.#manager : this.people.get(who))?.id ?? '';
  }

  #manager: TestUser | undefined;

  async #fill(browsed: string): Promise<void> {
    const { api } = this;
    this.people.set('admin', api.owner);
    for (const asker of ['other', 'viewer', 'proposer', 'approver'] as const) {
      this.people.set(asker, await api.makeUser(`${asker}@example.org`));
    }
    const ben = await api.makeUser(`${MARK}@example.org`);
    this.people.set('owner', ben);
    this.#manager = await api.makeUser('admin-approver@example.org', 'administrator');
    const folder = join(api.folder, 'ben');
    await mkdir(folder);
    const rootId = await this.#makeRoot(folder);
    const organized = await this.#organize(folder, rootId);
    const { db } = api.database;
    const [inbox] = await db.select({ id: root.id }).from(root).where(eq(root.ownerId, ben.id));
    this.things = { ...this.#makers(rootId), root: rootId, inbox: inbox?.id ?? '', browsed, ...organized };
    const upload = await this.things.upload();
    const held = await this.things.held();
    this.ids.push(ben.id, rootId, this.things.inbox, organized.organized, organized.record, upload, held.id);
    this.ids.push(await this.things.apiKey(), await this.things.session());
  }

  async #makeRoot(path: string): Promise<string> {
    const { db } = this.api.database;
    const { id } = await insertRoot(db, { name: `Folder ${MARK}`, path, kind: 'folder' }, this.#idOf('owner'));
    const roles = [
      ['viewer', 'viewer'],
      ['proposer', 'proposer'],
      ['approver', 'approver'],
      ['admin-approver', 'approver'],
    ] as const;
    for (const [who, role] of roles) await db.insert(rootGrant).values({ rootId: id, userId: this.#idOf(who), role });
    return id;
  }

  /** Files in categories, as the engine did it; what it found twice and could not do; and a file that lies there. */
  async #organize(folder: string, rootId: string): Promise<{ organized: string; record: string }> {
    const { db } = this.api.database;
    await this.#write(folder, `${MARK}-diary.txt`, 'Dear diary');
    const planned = await this.#engine.planOrganize({ root: folder, by: 'category' });
    await planned.apply();
    await this.#write(folder, `${MARK}-note.txt`, 'A note');
    const facts = { rootId, rootPath: folder, engineId: planned.operationId, userId: this.#idOf('owner') };
    const note = { originalPath: `${folder}/${MARK}-note.txt`, status: 'skipped', sizeBytes: 6 } as const;
    const { id, recordIds } = await insertRecords(db, facts, [note]);
    const group = { operationId: id, fileHash: Buffer.alloc(32, 1), sizeBytes: 8, fileCount: 2 };
    await db.insert(duplicateGroup).values({ ...group, position: 0, files: [{ path: note.originalPath }] });
    const problem = { operationId: id, position: 0, code: 'permission_denied', message: 'No.' };
    await db.insert(operationProblem).values({ ...problem, path: note.originalPath });
    return { organized: id, record: recordIds[0] ?? '' };
  }

  async #write(folder: string, name: string, content: string): Promise<void> {
    await writeFile(join(folder, name), content);
    await utimes(join(folder, name), new Date(2020, 1, 1), new Date(2020, 1, 1));
  }

  #next(): string {
    return String(++this.#made);
  }

  async #operation(facts: TestOperation): Promise<string> {
    const rootPath = join(this.api.folder, 'ben');
    const { id } = await insertRecords(this.api.database.db, { rootPath, ...facts }, []);
    return id;
  }

  #makers(rootId: string): Omit<Things, 'root' | 'inbox' | 'organized' | 'record' | 'browsed'> {
    const { db } = this.api.database;
    const ben = this.#idOf('owner');
    const pending = { rootId, status: 'pending' } as const;
    return {
      pending: () => this.#operation({ ...pending, userId: ben }),
      proposed: () => this.#operation({ ...pending, userId: this.#idOf('proposer') }),
      ended: () => this.#operation({ rootId, userId: ben, engineId: `engine-${this.#next()}`, filesPlanned: 1 }),
      held: () => this.#hold(rootId),
      upload: async () => {
        const made = { userId: ben, rootId: this.things.inbox, path: `${MARK}-${this.#next()}`, sizeBytes: 10 };
        const { id } = await insertUpload(db, made);
        await this.api.database.pool.query('update upload set reserved_bytes = 10 where id = $1', [id]);
        return id;
      },
      apiKey: async () => {
        const made = await insertApiKey(db, { userId: ben, name: MARK, scopes: ['read'], expiresAt: null });
        return made.row.id;
      },
      session: async () => (await openSession(db, ben, { address: '::1', userAgent: 'target' })).sessionId,
      user: async () => {
        const email = `target-${this.#next()}@example.org`;
        return (await insertUser(db, { email, name: 'target', passwordHash: '-', role: 'member' })).id;
      },
      category: async () => {
        const facts = { extensions: [], keywords: [], color: '#336699', icon: 'x' };
        return (await insertCategory(db, { ...facts, name: `target ${this.#next()}` })).id;
      },
      folderRoot: async () => {
        const path = await this.#makeFolder();
        return (await insertRoot(db, { name: 'target', path, kind: 'folder' }, ben)).id;
      },
      newFolder: () => this.#makeFolder(),
    };
  }

  async #makeFolder(): Promise<string> {
    const path = join(this.api.folder, `folder-${this.#next()}`);
    await mkdir(path);
    return path;
  }

  /** Quarantines one of two files with the same bytes. */
  async #hold(rootId: string): Promise<{ readonly id: string; readonly path: string }> {
    const folder = join(this.api.folder, 'ben', `twice-${this.#next()}`);
    await mkdir(folder);
    for (const name of [`${MARK}-a.txt`, `${MARK}-bb.txt`]) await this.#write(folder, name, 'the same');
    const planned = await this.#engine.planDeduplicate({
      roots: [folder],
      keep: ['shortest_path'],
      action: 'quarantine',
    });
    const result = await planned.apply();
    const facts = { rootId, type: 'deduplicate', engineId: result.operation_id, rootPath: folder } as const;
    const { id } = await insertRecords(this.api.database.db, facts, []);
    return { id, path: join(folder, `${MARK}-bb.txt`) };
  }
}
