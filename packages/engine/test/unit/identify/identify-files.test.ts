import assert from 'node:assert/strict';
import { test } from 'node:test';
import { categoryOf, leftReasonId, leftReasonOf, outcomeId } from '@kempt/contracts';
import { identifyFiles, type IdentifyOptions } from '../../../src/identify/identify-files.ts';
import { IdentificationTexts } from '../../../src/identify/identification-texts.ts';
import type { FileSystem } from '../../../src/ports/file-system.ts';
import { createMemoryFileSystem } from '../../../src/testing/memory-file-system.ts';
import { decodeRaw, encodeRaw } from '../../../src/names/raw-string.ts';
import { ENTRY_KINDS } from '../../../src/ports/file-system.ts';
import { FileTable, NO_FOLDER } from '../../../src/table/file-table.ts';
import { bytes, tiff, zip } from './samples.ts';

const JPEG = bytes(0xff, 0xd8, 0xff, 0xe0, 0, 16, 'JFIF', 0);
const EXIF = tiff({ dates: { 0x9003: '2019:06:01 14:05:07' } });

interface Sample {
  readonly name: string;
  readonly content: Uint8Array;
  readonly folder?: string;
  readonly kind?: (typeof ENTRY_KINDS)[number];
  readonly left?: number;
}

/** A table and a file system that hold the samples. */
async function tree(
  samples: readonly Sample[],
): Promise<{ table: FileTable; options: IdentifyOptions; files: ReturnType<typeof createMemoryFileSystem> }> {
  const files = createMemoryFileSystem();
  const table = new FileTable();
  const folders = new Map([['', table.addFolder(NO_FOLDER, new Uint8Array(0))]]);
  files.mkdir('/root');
  for (const { name, content, folder = '', kind = 'file', left = 0 } of samples) {
    let id = folders.get(folder);
    if (id === undefined) folders.set(folder, (id = table.addNamedFolder(0, folder)));
    files.writeFile(['/root', folder, name].filter((part) => part !== '').join('/'), content);
    table.addEntry({
      folder: id,
      name: encodeRaw(name),
      kind: ENTRY_KINDS.indexOf(kind),
      size: content.length,
      mtime: 0n,
      device: 1n,
      inode: 1n,
      links: 1,
      left,
    });
  }
  const { id: root } = await files.openRoot('/root');
  return { table, files, options: { fileSystem: files, root, texts: new IdentificationTexts(), withTaken: false } };
}

function told(table: FileTable, row: number, { texts }: IdentifyOptions): string {
  const mimetype = texts.text(table.mimetype[row] ?? 0);
  const extension = texts.text(table.detectedExtension[row] ?? 0);
  return `${categoryOf(table.category[row] ?? 0)} ${mimetype} ${extension}${table.mismatch[row] === 1 ? ' mismatch' : ''}`;
}

test('every file that takes part gets its columns', async () => {
  const { table, options } = await tree([
    { name: 'a.jpg', content: JPEG },
    { name: 'b.png', content: JPEG, folder: 'photos' },
    { name: 'c.txt', content: new Uint8Array(0) },
    { name: 'caf\udce9', content: bytes('words'), folder: 'photos' },
    { name: 'd', content: zip([['META-INF/MANIFEST.MF', 'x']]) },
  ]);
  assert.deepEqual(await identifyFiles(table, options), []);
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((row) => told(table, row, options)),
    [
      'images image/jpeg jpg',
      'images image/jpeg jpg mismatch',
      'documents text/plain txt',
      'documents text/plain txt',
      'archives application/java-archive jar',
    ],
  );
  assert.equal(table.taken.length, 0);
});

test('uncertain files are looked into', async () => {
  const { table, options } = await tree([
    {
      name: 'letter',
      content: zip([
        ['word/document.xml', 'x'],
        ['media/1.png', 'x'.repeat(9000)],
        [
          '[Content_Types].xml',
          '<Override ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>',
        ],
      ]),
    },
  ]);
  await identifyFiles(table, options);
  assert.match(told(table, 0, options), /^documents .* docx$/);
});

test('rows that are no files or do not take part are passed over', async () => {
  const { table, options } = await tree([
    { name: 'a.jpg', content: JPEG, left: leftReasonId('hidden') },
    { name: 'b.jpg', content: JPEG, kind: 'symlink' },
  ]);
  await identifyFiles(table, options);
  assert.deepEqual([...table.category.subarray(0, 2)], [0, 0]);
  assert.equal(table.left[0], leftReasonId('hidden'));
});

test('a file that cannot be read keeps what its name tells, is left and is a problem', async () => {
  const { table, options, files } = await tree([
    { name: 'gone.jpg', content: JPEG, folder: 'photos' },
    { name: 'locked.pdf', content: bytes('%PDF-') },
    { name: 'fine.jpg', content: JPEG },
  ]);
  files.remove('/root/photos/gone.jpg');
  const failing: IdentifyOptions['fileSystem'] = {
    readRange: (file, offset, length) => files.readRange(file, offset, length),
    readHeads: async (batch, length) => {
      const heads = await files.readHeads(batch, length);
      heads.code[1] = outcomeId('permission_denied');
      return heads;
    },
  };
  const problems = await identifyFiles(table, { ...options, fileSystem: failing });
  assert.deepEqual(
    problems.map(({ path, code }) => [path, code]),
    [
      ['photos/gone.jpg', 'not_found'],
      ['locked.pdf', 'permission_denied'],
    ],
  );
  assert.ok(problems.every(({ message }) => message.endsWith('.')));
  assert.deepEqual(
    [0, 1, 2].map((row) => leftReasonOf(table.left[row] ?? 0)),
    ['vanished', 'permission_denied', 'none'],
  );
  assert.equal(told(table, 1, options), 'documents application/pdf pdf');
});

test('a file that is none any more is unreadable', async () => {
  const { table, options, files } = await tree([{ name: 'a.jpg', content: JPEG }]);
  files.remove('/root/a.jpg');
  files.mkdir('/root/a.jpg');
  const [problem] = await identifyFiles(table, options);
  assert.equal(problem?.code, 'not_a_regular_file');
  assert.equal(leftReasonOf(table.left[0] ?? 0), 'unreadable');
});

test('when pictures were taken is read on request', async () => {
  const { table, options } = await tree([
    { name: 'a.tif', content: EXIF },
    { name: 'b.jpg', content: JPEG },
    { name: 'c.txt', content: bytes('words') },
  ]);
  await identifyFiles(table, { ...options, withTaken: true });
  assert.deepEqual([...table.taken], [Date.UTC(2019, 5, 1, 14, 5, 7), Number.NaN, Number.NaN]);
});

test('many files are read in batches of which several are on their way', async () => {
  const { table, options, files } = await tree(
    Array.from({ length: 3000 }, (_, i) => ({ name: `${String(i)}.jpg`, content: JPEG, folder: String(i % 7) })),
  );
  let inFlight = 0;
  let most = 0;
  const counting: Pick<FileSystem, 'readHeads' | 'readRange'> = {
    readRange: (file, offset, length) => files.readRange(file, offset, length),
    readHeads: async (batch, length) => {
      assert.ok(batch.count <= 512);
      assert.equal(batch.names.length, batch.nameEnd[batch.count - 1]);
      assert.ok(decodeRaw(batch.names).endsWith('.jpg'));
      most = Math.max(most, ++inFlight);
      const heads = await files.readHeads(batch, length);
      inFlight--;
      return heads;
    },
  };
  const done: number[] = [];
  const problems = await identifyFiles(table, {
    ...options,
    fileSystem: counting,
    onProgress: (count) => done.push(count),
  });
  assert.deepEqual(problems, []);
  assert.ok(table.category.subarray(0, 3000).every((category) => categoryOf(category) === 'images'));
  assert.ok(most >= 2 && most <= 4);
  assert.deepEqual(done, [512, 1024, 1536, 2048, 2560, 3000]);
});

test('an aborted run stops between two batches', async () => {
  const { table, options } = await tree(
    Array.from({ length: 2000 }, (_, i) => ({ name: `${String(i)}.jpg`, content: JPEG })),
  );
  const controller = new AbortController();
  const run = identifyFiles(table, {
    ...options,
    signal: controller.signal,
    onProgress: () => {
      controller.abort();
    },
  });
  await assert.rejects(run, { code: 'interrupted' });
  assert.equal(categoryOf(table.category[1999] ?? 0), 'other');
  await assert.rejects(identifyFiles(table, { ...options, signal: AbortSignal.abort() }), { code: 'interrupted' });
});

test('a failure of the file system as a whole ends the run', async () => {
  const { table, options } = await tree([{ name: 'a.jpg', content: JPEG }]);
  const failure = new Error('worker died');
  const dead = { ...options.fileSystem, readHeads: () => Promise.reject(failure) };
  await assert.rejects(identifyFiles(table, { ...options, fileSystem: dead }), failure);
});
