import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { crc32, deflateRawSync } from 'node:zlib';
import { openTestApi, type TestApi } from '../../../src/testing/test-api.ts';

const CANARY = 'canary-of-a-file-outside';
let api: TestApi;
let folder: string;
let rootId: string;
let server: Server;
let asked = 0;
before(async () => {
  api = await openTestApi();
  folder = join(api.folder, 'files');
  await mkdir(folder);
  await writeFile(join(api.folder, 'secret.txt'), CANARY);
  const made = await api.call('POST', '/api/v1/roots', { token: api.owner.token, body: { name: 'r', path: folder } });
  rootId = (made.body as { id: string }).id;
  server = createServer((_request, response) => {
    asked++;
    response.end(CANARY);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
after(async () => {
  server.close();
  await api.close();
});

/** What Kempt makes of a file that somebody put there. */
async function look(name: string, content: string | Buffer): Promise<Record<string, unknown>> {
  await writeFile(join(folder, name), content);
  const body = { root_id: rootId, path: name };
  const answer = await api.call('POST', '/api/v1/explain', { token: api.owner.token, body });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  assert.equal(JSON.stringify(answer.body).includes(CANARY), false, name);
  return answer.body as Record<string, unknown>;
}

const entities = (): string => {
  const { port } = server.address() as AddressInfo;
  return `<!DOCTYPE x [
    <!ENTITY file SYSTEM "file://${api.folder}/secret.txt">
    <!ENTITY web SYSTEM "http://127.0.0.1:${port}/">
    <!ENTITY % outer SYSTEM "http://127.0.0.1:${port}/dtd"> %outer;
  ]>`;
};

/** Ten entities, each ten times the one before: 10^10 of the last. */
const LAUGHS = `<!DOCTYPE x [<!ENTITY e0 "ha">${Array.from(
  { length: 10 },
  (_, n) => `<!ENTITY e${n + 1} "${`&e${n};`.repeat(10)}">`,
).join('')}]>`;

interface Entry {
  readonly name: string;
  readonly content: Buffer;
  readonly size: number;
}

/** A ZIP archive with one entry after the other, and no table of them. */
function zip(...entries: readonly Entry[]): Buffer {
  return Buffer.concat(
    entries.flatMap(({ name, content, size }) => {
      const head = Buffer.alloc(30);
      head.write('PK\u0003\u0004', 'latin1');
      head.writeUInt16LE(20, 4);
      head.writeUInt16LE(8, 8);
      head.writeUInt32LE(crc32(content), 14);
      head.writeUInt32LE(content.length, 18);
      head.writeUInt32LE(size, 22);
      head.writeUInt16LE(name.length, 26);
      return [head, Buffer.from(name), content];
    }),
  );
}

const packed = (name: string, text: string | Buffer): Entry => ({
  name,
  content: deflateRawSync(text),
  size: text.length,
});

test('XXE: resolves no entity of a drawing, and asks nobody', async () => {
  const found = await look(
    'x.svg',
    `<?xml version="1.0"?>${entities()}<svg xmlns="http://www.w3.org/2000/svg">&file;&web;</svg>`,
  );
  assert.equal(found['category'], 'images');
});

test('XXE: resolves no entity of an Office document, whichever of its parts has them', async () => {
  const types = `<?xml version="1.0"?>${entities()}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">&file;&web;<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`;
  const body = `<?xml version="1.0"?>${entities()}<w:document>&file;&web;</w:document>`;
  const parts = [
    packed('[Content_Types].xml', types),
    packed('_rels/.rels', `${entities()}<Relationships>&file;</Relationships>`),
    packed('docProps/core.xml', body),
    packed('word/document.xml', body),
  ];
  for (const [name, archive] of [
    ['x.docx', zip(...parts)],
    // So that the first bytes do not tell, and the document is looked into.
    ['y.docx', zip(packed('filler.bin', Buffer.alloc(300_000, 'x')), ...parts)],
    ['z.zip', zip(packed('filler.bin', Buffer.alloc(300_000, 'x')), ...parts)],
  ] as const) {
    assert.equal((await look(name, archive))['category'], name.endsWith('zip') ? 'archives' : 'documents', name);
  }
});

test('XXE: resolves no entity of other files made of markup', async () => {
  for (const name of ['x.xml', 'x.html', 'x.gpx', 'x.xmp', 'x.plist', 'x.fb2', 'x.rss']) {
    await look(name, `<?xml version="1.0"?>${entities()}<x>&file;&web;</x>`);
  }
  await look(
    'x.ods',
    zip(packed('mimetype', 'application/vnd.oasis.opendocument.spreadsheet'), packed('content.xml', entities())),
  );
  await look('x.epub', zip(packed('mimetype', 'application/epub+zip'), packed('META-INF/container.xml', entities())));
});

test('XXE: asked nobody for any of these', () => {
  assert.equal(asked, 0);
});

test('billion laughs: expands no entity', async () => {
  await look('laughs.svg', `<?xml version="1.0"?>${LAUGHS}<svg xmlns="http://www.w3.org/2000/svg">&e10;</svg>`);
  await look('laughs.docx', zip(packed('[Content_Types].xml', `${LAUGHS}<Types>&e10;</Types>`), packed('word/x', '')));
});

test('ZIP bomb: unpacks no more of an archive than it needs', async () => {
  const gigabyte = deflateRawSync(Buffer.alloc(1024 ** 3));
  const bomb = (name: string): Entry => ({ name, content: gigabyte, size: 1024 ** 3 });
  const before = process.memoryUsage.rss();
  await look('bomb.docx', zip(bomb('[Content_Types].xml'), packed('word/document.xml', '')));
  await look('bomb.zip', zip(bomb('mimetype')));
  await look('bomb.epub', zip(bomb('mimetype'), bomb('META-INF/container.xml')));
  const lying: Entry = { ...bomb('[Content_Types].xml'), size: 100 };
  await look('lying.docx', zip(lying, packed('word/document.xml', '')));
  const grown = process.memoryUsage.rss() - before;
  assert.ok(grown < 256 * 1024 ** 2, `${Math.round(grown / 1024 ** 2)} MB`);
});
