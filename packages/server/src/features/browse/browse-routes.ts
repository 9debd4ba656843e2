import { BelowPath, BrowseEntry, closed, FolderEntry, PageQuery, pageOf, Path, Uuid } from '@kempt/contracts/api';
import Type from 'typebox';
import { isInside, KemptError, pathBelow, type RootFiles } from '@kempt/engine';
import { requireRoot } from '../../platform/access/root-access.ts';
import type { Db } from '../../platform/db/open-database.ts';
import type { Http } from '../../platform/http/create-http.ts';
import { principalOf } from '../../platform/http/principal-of.ts';
import { ANY_FOLDER, withRoot } from '../../platform/storage/with-root.ts';
import { readPlace, writePlace } from './browse-cursor.ts';

/** What the routes of browsing are built from. */
export interface BrowseParts {
  readonly db: Db;
  readonly files: RootFiles;
  /** Absolute real paths of the folders below which administrators look for new roots. */
  readonly browseRoots: () => Promise<readonly string[]>;
}

const TAGS = ['roots'];

/**
 * What is in roots, and in folders that could be roots.
 *
 * @param http - the server
 * @param parts - what the routes are built from
 */
export function browseRoutes(http: Http, parts: BrowseParts): void {
  browseRoot(http, parts);
  browseFolders(http, parts);
}

function browseRoot(http: Http, { db, files }: BrowseParts): void {
  http.get(
    '/api/v1/roots/:id/browse',
    {
      config: { access: { who: 'user', scope: 'read' } },
      schema: {
        summary: 'Look into a folder of a root: folders first, then by name',
        tags: TAGS,
        params: closed({ id: Uuid }),
        querystring: closed({ path: BelowPath, ...PageQuery }),
        response: { 200: pageOf(BrowseEntry) },
      },
    },
    async (request) => {
      const { userId } = principalOf(request);
      const { limit, cursor } = request.query;
      const root = await requireRoot(db, userId, { rootId: request.params.id, role: 'viewer' });
      const path = pathBelow(request.query.path);
      const after = readPlace(cursor);
      const page = await withRoot(files, root, (open) => open.browse({ path, limit, after }));
      return { items: [...page.entries], next_cursor: writePlace(page.next) };
    },
  );
}

function browseFolders(http: Http, { files, browseRoots }: BrowseParts): void {
  http.get(
    '/api/v1/folders',
    {
      config: { access: { who: 'administrator', scope: 'manage' } },
      schema: {
        summary: 'Look for a folder that could be a root',
        tags: TAGS,
        querystring: closed({ path: Type.Optional(Path), ...PageQuery }),
        response: { 200: pageOf(FolderEntry) },
      },
    },
    async (request) => {
      const { path, limit, cursor } = request.query;
      const after = readPlace(cursor);
      const roots = await browseRoots();
      if (path === undefined) {
        return { items: roots.map((root) => ({ name: root, path: root })), next_cursor: null };
      }
      const top = roots.find((root) => isInside(path, root));
      if (top === undefined) throw new KemptError('not_found', 'That folder does not lie below KEMPT_BROWSE_ROOTS.');
      const below = pathBelow(path.slice(top.length).replace(/^\//, ''));
      const page = await withRoot(files, { ...ANY_FOLDER, path: top }, (open) =>
        open.browse({ path: below, limit, after, foldersOnly: true }),
      );
      // A root is named by plain text.
      const plain = page.entries.filter(({ name_base64: bytes }) => bytes === undefined);
      const items = plain.map(({ name }) => ({ name, path: `${path === '/' ? '' : path}/${name}` }));
      return { items, next_cursor: writePlace(page.next) };
    },
  );
}
