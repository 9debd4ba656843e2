import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createEngine } from '@kempt/engine';
import { insertRecords } from '../../../src/testing/record-fixture.ts';
import { openTestApi, type TestApi } from '../../../src/testing/test-api.ts';

const SCRIPT = '<script>alert(document.domain)</script>';
const FILES: Readonly<Record<string, string>> = {
  'page.html': `<!doctype html><title>x</title>${SCRIPT}`,
  'drawing.svg': `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">${SCRIPT}</svg>`,
  'page.xhtml': `<html xmlns="http://www.w3.org/1999/xhtml">${SCRIPT}</html>`,
  'sheet.xsl': `<?xml version="1.0"?><x/>${SCRIPT}`,
  'picture.png': SCRIPT,
  'script.js': 'alert(1)',
  'document.pdf': '%PDF-1.4 /JS (app.alert(1))',
  '"><img src=x onerror=alert(1)>.html': SCRIPT,
};
let api: TestApi;
let folder: string;
let rootId: string;
before(async () => {
  api = await openTestApi();
  folder = join(api.folder, 'files');
  await mkdir(folder);
  for (const [name, content] of Object.entries(FILES)) await writeFile(join(folder, name), content);
  const body = { name: 'r', path: folder };
  const made = await api.call('POST', '/api/v1/roots', { token: api.owner.token, body });
  rootId = (made.body as { id: string }).id;
});
after(() => api.close());

const get = (path: string) => api.call('GET', `/api/v1${path}`, { token: api.owner.token });

test('stored XSS: hands out pages, drawings and scripts as bytes to be saved, never to be shown or run', async () => {
  const names = Object.keys(FILES);
  const { recordIds } = await insertRecords(
    api.database.db,
    { rootId },
    names.map((name) => ({ originalPath: join(folder, name), sizeBytes: Buffer.byteLength(FILES[name] ?? '') })),
  );
  for (const [index, name] of names.entries()) {
    const { status, headers, body } = await get(`/files/${recordIds[index] ?? ''}/content`);
    assert.equal(status, 200, name);
    assert.equal(body, FILES[name]);
    assert.equal(headers['content-type'], 'application/octet-stream', name);
    assert.match(
      String(headers['content-disposition']),
      /^attachment; filename="[\w .()-]+"; filename\*=UTF-8''[\w.%!~-]+$/,
    );
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['content-security-policy'], "default-src 'none'; sandbox");
  }
});

test('stored XSS: escapes names in the report that is a page, and lets the page run nothing', async () => {
  const engine = createEngine({ stateFolder: api.stateFolder });
  const planned = await engine.planOrganize({ root: folder, by: 'category' });
  await planned.apply();
  await engine.close();
  const { id } = await insertRecords(api.database.db, { rootId, rootPath: folder, engineId: planned.operationId }, []);
  const { headers, body } = await get(`/reports/${id}/export?format=html`);
  assert.doesNotMatch(String(body), /<img src=x/);
  assert.doesNotMatch(String(body), /<script(?![^>]*type="application\/json")/i);
  assert.match(String(headers['content-disposition']), /^attachment; /);
  const policy = String(headers['content-security-policy']);
  assert.equal(policy, "default-src 'none'; sandbox");
});

test('reflected XSS: repeats nothing of a request as anything but JSON', async () => {
  const hostile = encodeURIComponent(SCRIPT);
  for (const path of [`/${hostile}`, `/api/v1/users?${hostile}=1`, `/api/v1/users/${hostile}`, `/docs/${hostile}`]) {
    const { headers, body } = await api.call('GET', path, { token: api.owner.token });
    assert.doesNotMatch(String(headers['content-type']), /html|svg|xml/, path);
    assert.doesNotMatch(JSON.stringify(body), /<script/, path);
  }
});

test('inline scripts: lets no page of Kempt’s run or style anything that stands in it', async () => {
  for (const path of ['/docs', '/docs/', '/openapi.json', '/health', '/api/v1/nothing']) {
    const { headers } = await api.call('GET', path);
    assert.doesNotMatch(String(headers['content-security-policy']), /unsafe|\*/, path);
    assert.match(String(headers['content-security-policy']), /default-src 'none'/, path);
  }
});
