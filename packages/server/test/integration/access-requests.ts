import { filesBody } from '../../src/testing/form-body.ts';
import { TEST_PASSWORD } from '../../src/testing/test-api.ts';

/** What there is of Ben's, or ids that nothing has. Functions make another one for each request that may use it up. */
export interface Things {
  readonly root: string;
  readonly inbox: string;
  /** An operation that the engine knows. */
  readonly organized: string;
  readonly record: string;
  /** One that is pending, asked for by Ben. */
  pending(): Promise<string>;
  /** One that is pending, asked for by the proposer. */
  proposed(): Promise<string>;
  /** One that has ended. */
  ended(): Promise<string>;
  /** One with a file in the quarantine, and from where it came. */
  held(): Promise<{ readonly id: string; readonly path: string }>;
  upload(): Promise<string>;
  apiKey(): Promise<string>;
  session(): Promise<string>;
  user(): Promise<string>;
  category(): Promise<string>;
  /** A registered folder. */
  folderRoot(): Promise<string>;
  /** A folder that could be one. */
  newFolder(): Promise<string>;
  /** A folder below which administrators look. */
  readonly browsed: string;
}

/** A request, behind `/api/v1/`, but for its credentials. */
export interface Asked {
  readonly path?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

let made = 0;
const unused = (): string => `n${String(++made)}`;
const account = () => ({ email: `${unused()}@example.org`, password: TEST_PASSWORD, name: 'New' });

const form = () => {
  const { contentType, payload } = filesBody({ [`${unused()}.txt`]: 'x' });
  return { body: payload.toString('latin1'), headers: { 'content-type': contentType } };
};
const piece = { body: '12345', headers: { 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' } };
const DIGEST = 'f'.repeat(64);

/** What is sent on each line of the table; a line that is not here sends nothing but its address. */
export const REQUESTS: Readonly<Record<string, (of: Things) => Asked | Promise<Asked>>> = {
  'POST /api/v1/setup': () => ({ body: { ...account(), token: 'x' } }),
  'POST /api/v1/auth/login': () => ({ body: { email: 'owner@example.org', password: TEST_PASSWORD } }),
  'POST /api/v1/auth/register': () => ({ body: account() }),
  'POST /api/v1/auth/change-password': () => ({
    body: { current_password: TEST_PASSWORD, new_password: TEST_PASSWORD },
  }),
  'PATCH /api/v1/auth/me': () => ({ body: { preferences: { theme: 'dark' } } }),
  'DELETE /api/v1/auth/sessions': async (of) => ({ path: `auth/sessions?id=${await of.session()}` }),

  'POST /api/v1/users': () => ({ body: { ...account(), role: 'member' } }),
  'GET /api/v1/users/:id': async (of) => ({ path: `users/${await of.user()}` }),
  'PATCH /api/v1/users/:id': async (of) => ({ path: `users/${await of.user()}`, body: { name: 'Changed' } }),
  'DELETE /api/v1/users/:id': async (of) => ({ path: `users/${await of.user()}` }),
  'POST /api/v1/invitations': () => ({ body: {} }),

  'POST /api/v1/api-keys': () => ({ body: { name: 'New', scopes: ['read'] } }),
  'DELETE /api/v1/api-keys/:id': async (of) => ({ path: `api-keys/${await of.apiKey()}` }),

  'POST /api/v1/roots': async (of) => ({ body: { name: 'New', path: await of.newFolder() } }),
  'GET /api/v1/roots/:id': (of) => ({ path: `roots/${of.root}` }),
  'GET /api/v1/roots/:id#inbox': (of) => ({ path: `roots/${of.inbox}` }),
  'PATCH /api/v1/roots/:id': async (of) => ({ path: `roots/${await of.folderRoot()}`, body: { name: 'Changed' } }),
  'PATCH /api/v1/roots/:id#inbox': (of) => ({ path: `roots/${of.inbox}`, body: { name: 'Changed' } }),
  'DELETE /api/v1/roots/:id': async (of) => ({ path: `roots/${await of.folderRoot()}` }),
  'DELETE /api/v1/roots/:id#inbox': (of) => ({ path: `roots/${of.inbox}` }),
  'GET /api/v1/roots/:id/grants': (of) => ({ path: `roots/${of.root}/grants` }),
  'GET /api/v1/roots/:id/grants#inbox': (of) => ({ path: `roots/${of.inbox}/grants` }),
  'PUT /api/v1/roots/:id/grants': async (of) => ({
    path: `roots/${await of.folderRoot()}/grants`,
    body: { grants: [] },
  }),
  'PUT /api/v1/roots/:id/grants#inbox': (of) => ({ path: `roots/${of.inbox}/grants`, body: { grants: [] } }),
  'GET /api/v1/roots/:id/browse': (of) => ({ path: `roots/${of.root}/browse` }),
  'GET /api/v1/roots/:id/browse#inbox': (of) => ({ path: `roots/${of.inbox}/browse` }),
  'GET /api/v1/folders#below': (of) => ({ path: `folders?path=${encodeURIComponent(of.browsed)}` }),

  'POST /api/v1/categories': () => ({ body: { name: unused(), color: '#336699', icon: 'x' } }),
  'PATCH /api/v1/categories/:id': async (of) => ({
    path: `categories/${await of.category()}`,
    body: { color: '#000000' },
  }),
  'DELETE /api/v1/categories/:id': async (of) => ({ path: `categories/${await of.category()}` }),

  'POST /api/v1/operations#scan': (of) => ({ body: { type: 'scan', root_id: of.root } }),
  'POST /api/v1/operations#preview': (of) => ({ body: { type: 'organize', root_id: of.root } }),
  'POST /api/v1/operations#inbox': (of) => ({ body: { type: 'scan', root_id: of.inbox } }),
  'POST /api/v1/operations#carry-out': (of) => ({ body: { type: 'organize', root_id: of.root, dry_run: false } }),
  'GET /api/v1/operations#of-root': (of) => ({ path: `operations?root_id=${of.root}` }),
  'GET /api/v1/operations/:id': async (of) => ({ path: `operations/${await of.ended()}` }),
  'DELETE /api/v1/operations/:id': async (of) => ({ path: `operations/${await of.ended()}` }),
  'POST /api/v1/operations/:id/apply': async (of) => ({
    path: `operations/${await of.ended()}/apply`,
    body: { plan_digest: DIGEST },
  }),
  'POST /api/v1/operations/:id/cancel': async (of) => ({ path: `operations/${await of.pending()}/cancel` }),
  'POST /api/v1/operations/:id/cancel#of-proposer': async (of) => ({
    path: `operations/${await of.proposed()}/cancel`,
  }),
  'POST /api/v1/operations/:id/cancel#ended': async (of) => ({ path: `operations/${await of.ended()}/cancel` }),
  'POST /api/v1/operations/:id/resume': async (of) => ({ path: `operations/${await of.ended()}/resume` }),
  'POST /api/v1/operations/:id/rollback': async (of) => ({ path: `operations/${await of.ended()}/rollback` }),
  'POST /api/v1/operations/:id/rollback#of-paths': async (of) => ({
    path: `operations/${await of.ended()}/rollback`,
    body: { paths: ['/somewhere'] },
  }),
  'GET /api/v1/operations/:id/plan': (of) => ({ path: `operations/${of.organized}/plan` }),
  'GET /api/v1/operations/:id/plan/tree': (of) => ({ path: `operations/${of.organized}/plan/tree` }),
  'GET /api/v1/operations/:id/duplicates': (of) => ({ path: `operations/${of.organized}/duplicates` }),
  'GET /api/v1/operations/:id/problems': (of) => ({ path: `operations/${of.organized}/problems` }),

  'GET /api/v1/reports/:operation_id': (of) => ({ path: `reports/${of.organized}` }),
  'GET /api/v1/reports/:operation_id/export': (of) => ({ path: `reports/${of.organized}/export` }),
  'GET /api/v1/reports/:operation_id/export#csv': (of) => ({ path: `reports/${of.organized}/export?format=csv` }),
  'POST /api/v1/explain': (of) => ({ body: { root_id: of.root, path: 'bensecret-note.txt' } }),

  'GET /api/v1/quarantine#of-operation': async (of) => ({ path: `quarantine?operation_id=${(await of.held()).id}` }),
  'POST /api/v1/quarantine#restore': async (of) => ({
    body: { action: 'restore', operation_id: (await of.held()).id },
  }),
  'POST /api/v1/quarantine#restore-one': async (of) => {
    const { id, path } = await of.held();
    return { body: { action: 'restore', operation_id: id, path } };
  },
  'POST /api/v1/quarantine#purge': async (of) => ({ body: { action: 'purge', operation_id: (await of.held()).id } }),

  'GET /api/v1/files#of-operation': (of) => ({ path: `files?operation_id=${of.organized}` }),
  'GET /api/v1/files/search': () => ({ path: 'files/search?q=bensecret' }),
  'GET /api/v1/files/search#of-operation': (of) => ({
    path: `files/search?q=bensecret&operation_id=${of.organized}`,
  }),
  'GET /api/v1/files/:id': (of) => ({ path: `files/${of.record}` }),
  'GET /api/v1/files/:id/content': (of) => ({ path: `files/${of.record}/content` }),

  'POST /api/v1/files/upload': (of) => ({ path: `files/upload?root_id=${of.root}`, ...form() }),
  'POST /api/v1/files/upload#inbox': (of) => ({ path: `files/upload?root_id=${of.inbox}`, ...form() }),
  'POST /api/v1/uploads': (of) => ({ body: { root_id: of.root, path: unused(), size_bytes: 1 } }),
  'POST /api/v1/uploads#inbox': (of) => ({ body: { root_id: of.inbox, path: unused(), size_bytes: 1 } }),
  'GET /api/v1/uploads/:id': async (of) => ({ path: `uploads/${await of.upload()}` }),
  'PATCH /api/v1/uploads/:id': async (of) => ({ path: `uploads/${await of.upload()}`, ...piece }),
  'DELETE /api/v1/uploads/:id': async (of) => ({ path: `uploads/${await of.upload()}` }),
};
