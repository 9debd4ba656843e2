import Type from 'typebox';
import { CATEGORIES } from '@kempt/contracts';
import {
  Category,
  CategoryChange,
  closed,
  NewCategory,
  NoContent,
  PageQuery,
  pageOf,
  Uuid,
} from '@kempt/contracts/api';
import type { Audit } from '../../platform/audit/create-audit.ts';
import { auditRequest } from '../../platform/audit/audit-request.ts';
import type { Cache } from '../../platform/cache/create-cache.ts';
import type { Db } from '../../platform/db/open-database.ts';
import type { Http } from '../../platform/http/create-http.ts';
import { readCursor, writeCursor } from '../../platform/http/cursor.ts';
import { changeCategory, insertCategory, listCategories, removeCategory, type CategoryRow } from './category-store.ts';

/** What the routes of categories are built from. */
export interface CategoryParts {
  readonly db: Db;
  readonly audit: Audit;
  readonly cache: Cache;
}

const TAGS = ['categories'];
const READERS = { access: { who: 'user', scope: 'read' } } as const;
const MANAGERS = { access: { who: 'administrator', scope: 'manage' } } as const;
const Categories = Type.Array(Category);
const OneCategory = closed({ id: Uuid });

/**
 * What files are sorted into.
 *
 * @param http - the server
 * @param parts - what the routes are built from
 */
export function categoryRoutes(http: Http, parts: CategoryParts): void {
  readCategories(http, parts);
  changeCategories(http, parts);
}

function readCategories(http: Http, { db, cache }: CategoryParts): void {
  http.get(
    '/api/v1/categories',
    {
      config: READERS,
      schema: {
        summary: 'List categories: the built-in ones, then those of people’s own by name',
        tags: TAGS,
        querystring: closed(PageQuery),
        response: { 200: pageOf(Category) },
      },
    },
    async (request) => {
      const { limit, cursor } = request.query;
      const [after = ''] = readCursor(cursor, ['string']) ?? [];
      const listed = await cache.cached(
        { kind: 'category_list', key: [], tags: ['categories'], schema: Categories },
        async () => (await listCategories(db)).map(toCategory),
      );
      const own = listed.map(keyed);
      const all = [...BUILT_IN, ...own.sort((a, b) => (a.key < b.key ? -1 : 1))];
      const page = all.filter(({ key }) => key > after).slice(0, limit + 1);
      const last = page.length > limit ? page[limit - 1] : undefined;
      return {
        items: page.slice(0, limit).map(({ item }) => item),
        next_cursor: last === undefined ? null : writeCursor([last.key]),
      };
    },
  );
}

function changeCategories(http: Http, { audit }: CategoryParts): void {
  http.post(
    '/api/v1/categories',
    {
      config: MANAGERS,
      schema: { summary: 'Make a category', tags: TAGS, body: NewCategory, response: { 201: Category } },
    },
    async (request, reply) => {
      const { extensions = [], keywords = [], ...facts } = request.body;
      const row = await auditRequest(audit, request, async (tx, note) => {
        const made = await insertCategory(tx, { ...facts, extensions, keywords });
        note({ action: 'make_category', outcome: 'allowed', target: { kind: 'category', id: made.id } });
        return made;
      });
      return reply.code(201).header('location', `/api/v1/categories/${row.id}`).send(toCategory(row));
    },
  );
  http.patch(
    '/api/v1/categories/:id',
    {
      config: MANAGERS,
      schema: {
        summary: 'Change a category',
        tags: TAGS,
        params: OneCategory,
        body: CategoryChange,
        response: { 200: Category },
      },
    },
    async (request) => {
      const { id } = request.params;
      return auditRequest(audit, request, async (tx, note) => {
        note({ action: 'change_category', outcome: 'allowed', target: { kind: 'category', id } });
        return toCategory(await changeCategory(tx, id, request.body));
      });
    },
  );
  http.delete(
    '/api/v1/categories/:id',
    {
      config: MANAGERS,
      schema: {
        summary: 'Remove a category; its files stay where they are',
        tags: TAGS,
        params: OneCategory,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await auditRequest(audit, request, async (tx, note) => {
        note({ action: 'remove_category', outcome: 'allowed', target: { kind: 'category', id } });
        await removeCategory(tx, id);
      });
      return reply.code(204).send(null);
    },
  );
}

interface Keyed {
  /** Sorts built-in ones before all others. */
  readonly key: string;
  readonly item: Category;
}

const BUILT_IN: readonly Keyed[] = CATEGORIES.map((name, position) => ({
  key: `0${String(position).padStart(3, '0')}`,
  item: {
    id: null,
    name,
    built_in: true,
    extensions: [],
    keywords: [],
    color: null,
    icon: null,
    created_at: null,
    updated_at: null,
  },
}));

function keyed(item: Category): Keyed {
  return { key: `1${item.name.toLowerCase()}`, item };
}

function toCategory(row: CategoryRow): Category {
  return {
    id: row.id,
    name: row.name,
    built_in: false,
    extensions: row.extensions,
    keywords: row.keywords,
    color: row.color,
    icon: row.icon,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}
