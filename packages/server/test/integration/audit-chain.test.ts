import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { createAudit, type Audit } from '../../src/platform/audit/create-audit.ts';
import { verifyChain, type ChainVerdict } from '../../src/platform/audit/verify-chain.ts';
import { migrateDatabase } from '../../src/platform/db/migrate-database.ts';
import { createLog } from '../../src/platform/log/create-log.ts';
import { createTestDatabase, stopOwnCluster, type TestDatabase } from '../../src/testing/test-database.ts';

const run = promisify(execFile);
after(() => stopOwnCluster());

interface Chain {
  readonly database: TestDatabase;
  readonly audit: Audit;
  readonly lines: readonly string[];
}

async function openChain(t: TestContext): Promise<Chain> {
  const database = await createTestDatabase();
  t.after(() => database.drop());
  const lines: string[] = [];
  const log = createLog({ level: 'info', logger: 'test', stream: { write: (line) => void lines.push(line) } });
  return { database, lines, audit: createAudit(database.db, log) };
}

const ENTRY = { actor: 'system', action: 'sign_in', outcome: 'allowed' } as const;

async function append(audit: Audit, count: number): Promise<void> {
  for (let number = 1; number <= count; number++) await audit.record({ ...ENTRY, details: { number } });
}

const query = ({ database }: Chain, text: string) => database.pool.query<Record<string, unknown>>(text);

test('makes one unbroken chain of what several processes append at once', async (t) => {
  const chain = await openChain(t);
  const writer = join(import.meta.dirname, '..', '..', 'src', 'testing', 'append-entries.ts');
  await Promise.all(['a', 'b', 'c'].map((name) => run(process.execPath, [writer, chain.database.url, '150', name])));
  assert.partialDeepStrictEqual(await verifyChain(chain.database.db), {
    entries: 450,
    head: { id: 450 },
    broken: null,
  });
  const { rows } = await query(
    chain,
    `select details->>'name' as name, count(distinct details->'number')::int as entries from audit_event group by 1 order by 1`,
  );
  assert.deepEqual(
    rows.map(({ name, entries }) => [name, entries]),
    [
      ['a', 150],
      ['b', 150],
      ['c', 150],
    ],
  );
});

test('gives an entry its number, moment and hashes, whatever is said of them', async (t) => {
  const chain = await openChain(t);
  await query(
    chain,
    `insert into audit_event (id, created_at, actor, action, outcome, previous_hash, hash)
     values (77, '2001-01-01', 'system', 'sign_in', 'allowed', 'x', 'y')`,
  );
  const { rows } = await query(chain, `select id, created_at > now() - interval '1 hour' as now from audit_event`);
  assert.deepEqual(rows, [{ id: '1', now: true }]);
  assert.equal((await verifyChain(chain.database.db)).broken, null);
});

test('keeps text of every kind in a chain that can be verified', async (t) => {
  const chain = await openChain(t);
  const texts = [
    '',
    '-',
    '1:a,',
    'é\u{1f600}',
    '"\'\\',
    '\ud800 half',
    'a\0b',
    '\u001b[2J\r\nforged',
    'x'.repeat(100_000),
  ];
  for (const text of texts) {
    await chain.audit.record({
      ...ENTRY,
      target: { kind: 'user', id: text },
      address: '::1',
      userAgent: text,
      details: { text, number: 1.5, yes: true, nothing: null },
    });
  }
  const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key_${index}`, '\u{1f600}'.repeat(1000)]));
  await chain.audit.record({ ...ENTRY, details: many });
  assert.deepEqual((await verifyChain(chain.database.db)).broken, null);
  const { rows } = await query(
    chain,
    `select user_agent, details from audit_event where id = 8 or id > ${texts.length} order by id`,
  );
  assert.equal(rows[0]?.['user_agent'], '\ufffd[2J\ufffd\ufffdforged', 'no control character is kept');
  assert.equal((rows[1]?.['details'] as { left_out: number }).left_out, 49, 'what does not fit is counted');
});

test('keeps an entry with the transaction it tells of, or not at all', async (t) => {
  const chain = await openChain(t);
  await append(chain.audit, 1);
  await assert.rejects(
    chain.audit.during((tx, note) => {
      note({ ...ENTRY, action: 'make_root' });
      return tx.execute('select 1 / 0');
    }),
  );
  await append(chain.audit, 1);
  const { rows } = await query(chain, 'select id, action from audit_event order by id');
  assert.deepEqual(
    rows.map(({ id, action }) => `${String(id)} ${String(action)}`),
    ['1 sign_in', '2 sign_in'],
    'there is no gap either',
  );
  assert.equal(chain.lines.length, 2, 'the log does not tell of what did not happen');
});

test('says each entry in the log, with its hash', async (t) => {
  const chain = await openChain(t);
  await chain.audit.record({ ...ENTRY, target: { kind: 'operation', id: 'o1' }, details: { actor: 'forged' } });
  const { rows } = await query(chain, `select encode(hash, 'hex') as hash from audit_event`);
  assert.partialDeepStrictEqual(JSON.parse(chain.lines[0] ?? ''), {
    level: 'INFO',
    logger: 'kempt.audit',
    event: 'record_audit',
    operation_id: 'o1',
    status: 'allowed',
    context: { audit_id: 1, hash: rows[0]?.['hash'], actor: 'system', action: 'sign_in' },
  });
});

test('lets nobody wait for long for whoever falls asleep with the chain in hand', async (t) => {
  const chain = await openChain(t);
  const client = await chain.database.pool.connect();
  await client.query('begin');
  await client.query(`insert into audit_event (actor, action, outcome) values ('system', 'sign_in', 'allowed')`);
  const { rows } = await client.query('show idle_in_transaction_session_timeout');
  assert.deepEqual(rows, [{ idle_in_transaction_session_timeout: '10s' }]);
  await client.query('rollback');
  assert.deepEqual((await client.query('show idle_in_transaction_session_timeout')).rows, [
    { idle_in_transaction_session_timeout: '0' },
  ]);
  client.release();
});

test('refuses to change or remove entries, whoever asks', async (t) => {
  const chain = await openChain(t);
  await append(chain.audit, 2);
  for (const text of [
    `update audit_event set action = 'nothing' where id = 1`,
    `update audit_event set action = 'nothing' where false`,
    'delete from audit_event where id = 2',
    'delete from audit_event where false',
    'truncate audit_event',
    'truncate audit_event cascade',
    'update audit_head set last_id = 1',
    'delete from audit_head',
    'truncate audit_head',
    `insert into audit_head values (false, 0, '')`,
  ]) {
    await assert.rejects(query(chain, text), /only ever appended to/, text);
  }
  assert.partialDeepStrictEqual(await verifyChain(chain.database.db), { entries: 2, broken: null });
});

const REHASH = 'update audit_event e set hash = audit_hash(e)';

/** What somebody with all rights on the database does to a chain of six, and what is found. */
const TAMPERING: readonly (readonly [title: string, sql: string, broken: ChainVerdict['broken']])[] = [
  ['an outcome was changed', `update audit_event set outcome = 'denied' where id = 3`, { id: 3, problem: 'changed' }],
  ['a user was taken out of one', `update audit_event set user_id = null where id = 6`, { id: 6, problem: 'changed' }],
  [
    'details were changed',
    `update audit_event set details = '{"number": 9}' where id = 1`,
    { id: 1, problem: 'changed' },
  ],
  [
    'a time was changed',
    `update audit_event set created_at = created_at + interval '1 microsecond' where id = 6`,
    { id: 6, problem: 'changed' },
  ],
  [
    'one was changed and hashed anew',
    `update audit_event set outcome = 'denied' where id = 3; ${REHASH} where id = 3`,
    { id: 4, problem: 'replaced' },
  ],
  [
    'the last one was changed and hashed anew',
    `update audit_event set outcome = 'denied' where id = 6; ${REHASH} where id = 6`,
    { id: 6, problem: 'replaced' },
  ],
  ['the first was taken out', 'delete from audit_event where id = 1', { id: 1, problem: 'missing' }],
  ['one in the middle was taken out', 'delete from audit_event where id = 4', { id: 4, problem: 'missing' }],
  [
    'one was taken out and the rest closed up',
    `delete from audit_event where id = 4;
     update audit_event set id = 4 where id = 5; update audit_event set id = 5 where id = 6`,
    { id: 4, problem: 'changed' },
  ],
  [
    'one was put in between',
    `update audit_event set id = 7 where id = 6; update audit_event set id = 6 where id = 5;
     insert into audit_event select 5, created_at, user_id, action, target, outcome, address, request_id, details, actor,
       api_key_id, target_kind, user_agent, previous_hash, hash from audit_event where id = 4; ${REHASH} where id = 5`,
    { id: 5, problem: 'replaced' },
  ],
  ['the end was cut off', 'delete from audit_event where id > 4', { id: 5, problem: 'cut_off' }],
  ['everything was removed', 'truncate audit_event', { id: 1, problem: 'cut_off' }],
  ['the note of the newest is gone', 'delete from audit_head', { id: 7, problem: 'cut_off' }],
  [
    'one was added behind the newest',
    `insert into audit_event (id, created_at, actor, action, outcome, previous_hash, hash)
     select 7, now(), 'system', 'sign_in', 'allowed', hash, '' from audit_event where id = 6; ${REHASH} where id = 7`,
    { id: 7, problem: 'added' },
  ],
];

for (const [title, sql, broken] of TAMPERING) {
  test(`finds that ${title}`, async (t) => {
    const chain = await openChain(t);
    await append(chain.audit, 5);
    await chain.audit.record({ ...ENTRY, actor: 'user', userId: '00000000-0000-4000-8000-000000000000' });
    assert.equal((await verifyChain(chain.database.db)).broken, null);
    await query(chain, 'alter table audit_event disable trigger user; alter table audit_head disable trigger user');
    await query(chain, sql);
    assert.deepEqual((await verifyChain(chain.database.db)).broken, broken);
  });
}

test('finds by an entry that was written down elsewhere that the whole chain was made anew', async (t) => {
  const chain = await openChain(t);
  await append(chain.audit, 3);
  const { head } = await verifyChain(chain.database.db);
  assert.ok(head !== null);
  await append(chain.audit, 2);
  assert.equal((await verifyChain(chain.database.db, head)).broken, null);
  await query(
    chain,
    `alter table audit_event disable trigger user; alter table audit_head disable trigger user; truncate audit_event;
     update audit_head set last_id = 0, last_hash = decode(repeat('00', 32), 'hex');
     alter table audit_event enable trigger user; alter table audit_head enable trigger user`,
  );
  assert.deepEqual((await verifyChain(chain.database.db, head)).broken, { id: 1, problem: 'cut_off' });
  await append(chain.audit, 5);
  assert.equal((await verifyChain(chain.database.db)).broken, null, 'by itself it is whole');
  assert.deepEqual((await verifyChain(chain.database.db, head)).broken, { id: 3, problem: 'replaced' });
});

test('verifies more entries than it reads at once', async (t) => {
  const chain = await openChain(t);
  await query(
    chain,
    `insert into audit_event (actor, action, outcome) select 'system', 'sign_in', 'allowed' from generate_series(1, 2500)`,
  );
  assert.partialDeepStrictEqual(await verifyChain(chain.database.db), { entries: 2500, broken: null });
  await query(chain, 'alter table audit_event disable trigger user; delete from audit_event where id = 2001');
  assert.deepEqual((await verifyChain(chain.database.db)).broken, { id: 2001, problem: 'missing' });
});

test('chains the entries that were there before the chain', async (t) => {
  const database = await createTestDatabase({ empty: true });
  t.after(() => database.drop());
  const folder = await migrationsBefore('audit_chain');
  t.after(() => rm(folder, { recursive: true }));
  await migrate(drizzle(database.pool), { migrationsFolder: folder });
  const values = Array.from(
    { length: 20 },
    (_, index) => `('make_root', 'allowed', '::1', 'r${index}', '{"n": ${index}}')`,
  );
  await database.pool.query(
    `insert into audit_event (action, outcome, address, request_id, details) values ${values.join(', ')};
     delete from audit_event where id in (1, 7, 8)`,
  );
  await migrateDatabase(database.url);
  assert.partialDeepStrictEqual(await verifyChain(database.db), { entries: 17, head: { id: 17 }, broken: null });
  const { rows } = await database.pool.query(
    'select request_id, actor from audit_event where id in (1, 17) order by id',
  );
  assert.deepEqual(rows, [
    { request_id: 'r1', actor: 'nobody' },
    { request_id: 'r19', actor: 'nobody' },
  ]);
});

/** A folder with the migrations that came before one. */
async function migrationsBefore(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kempt-migrations-'));
  await cp(join(import.meta.dirname, '..', '..', 'src', 'platform', 'db', 'migrations'), folder, { recursive: true });
  const path = join(folder, 'meta', '_journal.json');
  const journal = JSON.parse(await readFile(path, 'utf8')) as { entries: { tag: string }[] };
  const place = journal.entries.findIndex(({ tag }) => tag.endsWith(name));
  await writeFile(path, JSON.stringify({ ...journal, entries: journal.entries.slice(0, place) }));
  return folder;
}
