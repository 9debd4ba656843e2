import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CATEGORIES } from '@kempt/contracts';
import type { Category } from '@kempt/contracts/api';
import { customCategories } from '../../src/features/categories/category-store.ts';
import { openTestApi, type TestApi, type TestUser } from '../../src/testing/test-api.ts';

let api: TestApi;
let member: TestUser;
before(async () => {
  api = await openTestApi();
  member = await api.makeUser('member@example.org');
});
after(() => api.close());

const LOOK = { color: '#3366CC', icon: 'file-text' };
const make = (body: object, token = api.owner.token) => api.call('POST', '/api/v1/categories', { token, body });
const change = (id: string, body: object, token = api.owner.token) =>
  api.call('PATCH', `/api/v1/categories/${id}`, { token, body });
const made = async (body: object): Promise<Category & { id: string }> => {
  const answer = await make({ ...LOOK, ...body });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body as Category & { id: string };
};
const list = async (): Promise<Category[]> => {
  const items: Category[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const page = await api.call('GET', `/api/v1/categories?limit=7${query}`, { token: member.token });
    assert.equal(page.status, 200);
    const body = page.body as { items: Category[]; next_cursor: string | null };
    items.push(...body.items);
    cursor = body.next_cursor;
  }
  return items;
};

test('lists the built-in categories, then those of people’s own by name', async () => {
  await made({ name: 'Zines' });
  await made({ name: 'belege', extensions: ['INV', 'inv', 'tar.gz'], keywords: ['Rechnung'] });
  const items = await list();
  assert.deepEqual(
    items.map(({ name }) => name),
    [...CATEGORIES, 'belege', 'Zines'],
  );
  assert.partialDeepStrictEqual(items[0], { id: null, built_in: true, color: null });
  const expected = { extensions: ['inv', 'tar.gz'], keywords: ['rechnung'], color: '#3366cc', built_in: false };
  assert.partialDeepStrictEqual(items.at(-2), expected);
});

test('gives the engine what it sorts by', async () => {
  await made({ name: 'Drawings', extensions: ['dwg'] });
  const [found] = (await customCategories(api.database.db)).filter(({ name }) => name === 'Drawings');
  assert.deepEqual(found, { name: 'Drawings', extensions: ['dwg'], keywords: [] });
});

test('changes and removes a category', async () => {
  const { id } = await made({ name: 'Notes', extensions: ['nt1', 'nt2'] });
  const changed = await change(id, { name: 'Jottings', extensions: ['nt2', 'nt3'] });
  assert.partialDeepStrictEqual(changed, { status: 200, body: { name: 'Jottings', extensions: ['nt2', 'nt3'] } });
  await made({ name: 'Freed', extensions: ['nt1'] });
  assert.equal((await api.call('DELETE', `/api/v1/categories/${id}`, { token: api.owner.token })).status, 204);
  await made({ name: 'Freed again', extensions: ['nt2'] });
  assert.equal((await change(id, { icon: 'x' })).status, 404);
  assert.equal((await api.call('DELETE', `/api/v1/categories/${id}`, { token: api.owner.token })).status, 404);
});

test('gives no name and no extension to two categories', async () => {
  const { id } = await made({ name: 'Mine', extensions: ['mine'] });
  const other = await made({ name: 'Second' });
  const taken = { status: 409, body: { code: 'category_taken' } };
  assert.partialDeepStrictEqual(await make({ ...LOOK, name: 'MINE' }), taken);
  assert.partialDeepStrictEqual(await make({ ...LOOK, name: 'Images' }), taken);
  assert.partialDeepStrictEqual(await make({ ...LOOK, name: 'Third', extensions: ['x9', 'MINE'] }), taken);
  assert.partialDeepStrictEqual(await change(other.id, { extensions: ['mine'] }), taken);
  assert.partialDeepStrictEqual(await change(other.id, { name: 'mine' }), taken);
  assert.equal((await change(id, { extensions: ['mine', 'x9'] })).status, 200, 'nothing of a refused one stayed');
  const both = await Promise.all(
    ['A', 'B'].map((letter) => make({ ...LOOK, name: `Race ${letter}`, extensions: ['race'] })),
  );
  assert.deepEqual(both.map(({ status }) => status).sort(), [201, 409]);
});

test('refuses names that are no folder names, and whatever does not fit', async () => {
  for (const name of [
    '',
    ' ',
    '.',
    '..',
    '.x',
    'a/b',
    'a\\b',
    'a\u0000',
    'a\nb',
    'x.',
    'x ',
    ' x',
    'a\u202eb',
    'n'.repeat(61),
  ]) {
    assert.equal((await make({ ...LOOK, name })).status, 400, JSON.stringify(name));
  }
  for (const body of [
    { color: 'red' },
    { icon: '<svg>' },
    { extensions: ['.pdf'] },
    { extensions: ['a b'] },
    { extensions: 'pdf' },
    { keywords: [''] },
    { unknown: 1 },
  ]) {
    assert.equal((await make({ ...LOOK, name: 'Fine', ...body })).status, 400, JSON.stringify(body));
  }
  assert.equal((await change('00000000-0000-4000-8000-000000000000', {})).status, 400);
  assert.equal((await change('documents', { icon: 'x' })).status, 400);
  assert.equal((await api.call('GET', '/api/v1/categories?cursor=eA', { token: member.token })).status, 400);
});

test('lets members read and administrators write', async () => {
  const { id } = await made({ name: 'Guarded' });
  assert.equal((await make({ ...LOOK, name: 'Theirs' }, member.token)).status, 403);
  assert.equal((await change(id, { icon: 'x' }, member.token)).status, 403);
  assert.equal((await api.call('DELETE', `/api/v1/categories/${id}`, { token: member.token })).status, 403);
  for (const method of ['GET', 'POST']) assert.equal((await api.call(method, '/api/v1/categories')).status, 401);
  for (const method of ['PATCH', 'DELETE']) {
    assert.equal((await api.call(method, `/api/v1/categories/${id}`)).status, 401);
  }
});
