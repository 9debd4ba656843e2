import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { filesBody, formBody } from '../../src/testing/form-body.ts';
import { openTestApi, type TestAnswer, type TestApi, type TestUser } from '../../src/testing/test-api.ts';
import { insertRecords } from '../../src/testing/record-fixture.ts';
import { openWireClient, type WireClient } from './wire-client.ts';

/** Ann may do everything in one folder. Its neighbour, whose name begins in the same way, is Ben's. */
let api: TestApi;
let wire: WireClient;
let ann: TestUser;
let own: string;
let neighbour: string;
let parent: string;

before(async () => {
  api = await openTestApi();
  wire = await openWireClient(api);
  ann = await api.makeUser('ann@example.org');
  const ben = await api.makeUser('ben@example.org');
  parent = api.folder;
  for (const path of ['a', 'a/inner', 'ab', 'ab/deep']) await mkdir(join(parent, path));
  await writeFile(join(parent, 'a', 'mine.txt'), 'mine');
  await writeFile(join(parent, 'ab', 'secret.txt'), 'benssecret');
  await writeFile(join(parent, 'ab', 'deep', 'secret.txt'), 'benssecret');
  await symlink('../ab', join(parent, 'a', 'way'));
  await symlink(join(parent, 'nowhere'), join(parent, 'a', 'broken'));
  await symlink('../ab/secret.txt', join(parent, 'a', 'way.txt'));
  await symlink('..', join(parent, 'a', 'up'));
  own = await makeRoot('a', ann);
  neighbour = await makeRoot('ab', ben);
});
after(async () => {
  await api.close();
});

async function makeRoot(name: string, user: TestUser): Promise<string> {
  const body = { name, path: join(parent, name) };
  const made = await api.call('POST', '/api/v1/roots', { token: api.owner.token, body });
  const { id } = made.body as { id: string };
  const grants = [{ user_id: user.id, role: 'approver' }];
  await api.call('PUT', `/api/v1/roots/${id}/grants`, { token: api.owner.token, body: { grants } });
  return id;
}

/** Ways to Ben's files, each with one that leads to nothing in the same way. */
const guesses = (): readonly (readonly [string, string])[] => [
  ['../ab', '../zz'],
  ['../ab/secret.txt', '../ab/none.txt'],
  ['inner/../../ab/secret.txt', 'inner/../../zz/secret.txt'],
  ['./../ab', './../zz'],
  ['..\\ab', '..\\zz'],
  ['\\x2e\\x2e/ab', '\\x2e\\x2e/zz'],
  ['%2e%2e/ab', '%2e%2e/zz'],
  ['..%2fab', '..%2fzz'],
  ['..%c0%afab', '..%c0%afzz'],
  ['\u2025/ab', '\u2025/zz'],
  ['..\u2215ab', '..\u2215zz'],
  ['way', 'broken'],
  ['way/secret.txt', 'way/none.txt'],
  ['way/deep/secret.txt', 'way/none/secret.txt'],
  ['way.txt', 'broken'],
  ['up/ab/secret.txt', 'up/zz/secret.txt'],
  ['up/a/mine.txt', 'up/a/none.txt'],
  [join(parent, 'ab'), join(parent, 'zz')],
  [join(parent, 'ab', 'secret.txt'), join(parent, 'ab', 'none.txt')],
  [`${parent}/a/../ab`, `${parent}/a/../zz`],
  [`${parent}//ab`, `${parent}//zz`],
  ['/etc/passwd', '/etc/none'],
  [`/proc/self/root${parent}/ab`, `/proc/self/root${parent}/zz`],
];

const post = (path: string, body: object): Promise<TestAnswer> =>
  api.call('POST', `/api/v1/${path}`, { token: ann.token, body });
const upload = (contentType: string, payload: Buffer): Promise<TestAnswer> =>
  api.call('POST', `/api/v1/files/upload?root_id=${own}`, {
    token: ann.token,
    body: payload.toString(),
    headers: { 'content-type': contentType },
  });

/** Each place of the API that takes a path. */
const PLACES: Readonly<Record<string, (path: string) => Promise<TestAnswer>>> = {
  'browsing a root': (path) =>
    api.call('GET', `/api/v1/roots/${own}/browse?path=${encodeURIComponent(path)}`, { token: ann.token }),
  'explaining a file': (path) => post('explain', { root_id: own, path }),
  'a destination': (path) => post('operations', { type: 'organize', root_id: own, destination_path: path }),
  'a folder to work on': (path) => post('operations', { type: 'organize', root_id: own, path }),
  'an announced upload': (path) => post('uploads', { root_id: own, path, size_bytes: 0 }),
  'the name of a file in a form': (path) => {
    const { contentType, payload } = filesBody({ [path]: 'x' });
    return upload(contentType, payload);
  },
  'the path before a file in a form': (path) => {
    const { contentType, payload } = formBody([
      { name: 'path', content: path },
      { name: 'file', filename: 'x', content: 'x' },
    ]);
    return upload(contentType, payload);
  },
};

/** What may be made of a guess: a file or folder of that odd name in Ann's own folder, or an operation that then fails. */
const MADE = new Set([201, 202]);

/** An answer without its id and without the guess, which it may repeat. */
const plain = ({ body }: TestAnswer, guess: string): string =>
  JSON.stringify({ ...(body as object), request_id: '' }).replaceAll(JSON.stringify(guess).slice(1, -1), 'GUESS');

for (const [place, ask] of Object.entries(PLACES)) {
  test(`answers a guess at ${place} alike, whether something is there or not`, async () => {
    for (const [there, gone] of guesses()) {
      const [one, two] = [await ask(there), await ask(gone)];
      const message = `${there}: ${JSON.stringify([one.body, two.body])}`;
      assert.ok((one.status >= 400 && one.status < 500) || MADE.has(one.status), message);
      assert.equal(one.status, two.status, message);
      if (MADE.has(one.status)) continue;
      assert.deepEqual(plain(one, there), plain(two, gone));
      assert.ok(!plain(one, there).includes(parent), 'it names no place on the disk');
    }
  });
}

test('has touched nothing of the neighbour, and shown nothing of it, whatever was guessed', async () => {
  assert.deepEqual((await readdir(join(parent, 'ab'), { recursive: true })).sort(), [
    'deep',
    'deep/secret.txt',
    'secret.txt',
  ]);
  assert.equal(await readFile(join(parent, 'ab', 'secret.txt'), 'utf8'), 'benssecret');
  assert.deepEqual((await readdir(parent)).sort(), ['a', 'ab']);
});

test('refuses every folder outside as a destination, also one that only begins like a folder of one’s own', async () => {
  for (const path of [`${parent}/ab`, `${parent}/a b`, `${parent}/a/../ab`, parent, '/', `${parent}/A`]) {
    const answer = await post('operations', { type: 'organize', root_id: own, destination_path: path });
    assert.partialDeepStrictEqual(answer, { status: 404, body: { code: 'not_found' } }, path);
  }
});

test('takes no id of a root apart', async () => {
  const headers = { authorization: `Bearer ${ann.token}` };
  const paths = [
    `${own}%2f..%2f${neighbour}/browse`,
    `${own}/../${neighbour}/browse`,
    `${own}/browse/../../${neighbour}/browse`,
    `${own}/%2e%2e/${neighbour}/browse`,
    `${neighbour}/browse`,
    `${neighbour}%00/browse`,
    `${neighbour.toUpperCase()}/browse`,
    `${neighbour}/browse;id=${own}`,
    `${own},${neighbour}/browse`,
    `/${neighbour}/browse`,
    `${neighbour}%20/browse`,
    `*/browse`,
    `${neighbour}/browse?id=${own}`,
  ];
  for (const path of paths) {
    const { status, text } = await wire.send({ method: 'GET', path: `/api/v1/roots/${path}`, headers });
    assert.ok(status === 400 || status === 404, `${path}: ${status} ${text}`);
    assert.ok(!text.includes('secret'), path);
  }
});

test('finds nothing of the neighbour by its path, and filters with it without a word', async () => {
  const { db } = api.database;
  const [mine, theirs] = [`${parent}/a`, `${parent}/ab`];
  const { id } = await insertRecords(db, { rootId: own, rootPath: mine }, [{ originalPath: `${mine}/mine.txt` }]);
  await insertRecords(db, { rootId: neighbour, rootPath: theirs }, [{ originalPath: `${theirs}/secret.txt` }]);
  for (const q of ['secret.txt', theirs, `${theirs}/secret.txt`, 'documents']) {
    const { body } = await api.call('GET', `/api/v1/files/search?q=${encodeURIComponent(q)}`, { token: ann.token });
    assert.ok(!JSON.stringify(body).includes('secret'), q);
  }
  for (const path of [join(parent, 'ab'), '../ab', '/']) {
    const rolled = await post(`operations/${id}/rollback`, { paths: [path] });
    assert.equal(rolled.status, 409, 'it never began');
  }
});

test('lets who manages Kempt learn nothing of what lies in an inbox', async () => {
  const inbox = join(api.stateFolder, 'inboxes', ann.id);
  await mkdir(join(inbox, 'private'));
  await writeFile(join(inbox, 'diary.txt'), 'Dear diary');
  const register = (path: string) =>
    api.call('POST', '/api/v1/roots', { token: api.owner.token, body: { name: 'x', path } });
  const answers = new Set<string>();
  for (const path of ['private', 'diary.txt', 'none', 'none/deeper', 'diary.txt/deeper']) {
    const { status, body } = await register(join(inbox, path));
    answers.add(JSON.stringify({ status, body: { ...(body as object), request_id: '' } }));
  }
  assert.equal(answers.size, 1, [...answers].join('\n'));
});
