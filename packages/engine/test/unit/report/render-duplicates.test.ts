import type { DuplicateFile, DuplicatesResult } from '@kempt/contracts';
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { duplicatesCsv, duplicatesHtml, type ListedGroup } from '../../../src/report/render-duplicates.ts';
import { readCsv } from './read-csv.ts';
import { readHtml } from './read-html.ts';

const FILE: DuplicateFile = {
  path: '/a/x.jpg',
  device: 1n,
  inode: 2n ** 64n - 1n,
  modified: '2024-02-29T12:00:00.000000001Z',
};

const FOUND: DuplicatesResult = {
  files: 1204,
  directories: 30,
  size_bytes: 48_212_345_678,
  groups: 3,
  duplicate_files: 12,
  duplicates_size_bytes: 1_234_567_890,
  largest_groups: [
    {
      hash: 'ab'.repeat(32),
      size_bytes: 500_000_000,
      file_count: 2,
      duplicates_size_bytes: 500_000_000,
      files: [
        { ...FILE, path: '/ref/x.jpg', reference: true },
        {
          ...FILE,
          path: '/a/b\\xff',
          path_base64: 'L2EvYv8=',
          hard_links: [{ path: '/a/y.jpg' }, { path: '/a/z.jpg' }],
        },
      ],
    },
    { hash: 'cd'.repeat(32), size_bytes: 7, file_count: 11, duplicates_size_bytes: 70, files: [FILE, FILE] },
  ],
  skipped: [{ reason: 'hidden', count: 20 }],
  read_bytes: 2_000_000_000,
  created_at: '2025-03-12T14:05:09.123Z',
  duration_seconds: 12.34,
  folders: [{ path: '/a' }, { path: '/ref', reference: true }],
  problems: [{ path: '/a/closed', code: 'permission_denied', message: 'The system does not permit it.' }],
  problems_total: 5,
  cache_problem: null,
};

const NOTHING: DuplicatesResult = {
  ...FOUND,
  files: 0,
  size_bytes: 0,
  groups: 0,
  duplicate_files: 0,
  duplicates_size_bytes: 0,
  largest_groups: [],
  skipped: [],
  problems: [],
  problems_total: 0,
};

function page(result: DuplicatesResult): string {
  return [...duplicatesHtml(result)].join('');
}

function textOf(result: DuplicatesResult): string {
  return readHtml(page(result).replace(/<style>[^]*<\/style>/, ''))
    .filter((token) => token.kind === 'text')
    .map((token) => token.value)
    .join('')
    .replaceAll(/\s+/g, ' ');
}

/** Tags and attribute names in order, without any text or value. */
function skeleton(result: DuplicatesResult): string {
  return readHtml(page(result))
    .filter((token) => token.kind !== 'text')
    .map((token) => `${token.kind} ${token.value} ${[...token.attributes.keys()].join(' ')}`)
    .join('\n');
}

function withText(text: string): DuplicatesResult {
  const file = { ...FILE, path: text, hard_links: [{ path: text }], modified: text };
  return {
    ...FOUND,
    largest_groups: FOUND.largest_groups.map((group) => ({ ...group, hash: text, files: [file] })),
    folders: [{ path: text }, { path: `${text}.`, reference: true }],
    problems: [{ path: text, code: text, message: text }],
    skipped: [{ reason: text, count: 1 }],
    created_at: text,
  };
}

describe('duplicates as a page', () => {
  it('is well formed, holds no script and forbids the browser to load anything', () => {
    const tokens = readHtml(page(FOUND));
    for (const name of ['script', 'link', 'img', 'iframe', 'a', 'base']) {
      assert.ok(!tokens.some(({ kind, value }) => kind === 'start' && value === name), name);
    }
    assert.doesNotMatch(page(FOUND), /https?:|url\(|@import|javascript:| on\w+=| style=/i);
    const policy = tokens.find(({ attributes }) => attributes.get('http-equiv') === 'Content-Security-Policy');
    assert.match(policy?.attributes.get('content') ?? '', /^default-src 'none'/);
  });

  it('keeps its structure whatever strings the data holds', () => {
    const plain = skeleton(withText('x'));
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '</title><script>alert(1)</script>',
        '"><img src=x onerror=alert(1)>',
        '</style>',
        '<!--',
        '\u202e<b>',
      ),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        assert.equal(skeleton(withText(text)), plain);
      }),
      { numRuns: 60 },
    );
  });

  it('says what was found, where and how', () => {
    const text = textOf(FOUND);
    assert.match(text, /12 duplicates hold 1\.2 GB - Kempt duplicates/);
    assert.match(
      text,
      /On 2025-03-12 14:05:09 UTC Kempt compared 1,204 files \(48\.2 GB\) in \/a, \/ref\. 3 contents are there/,
    );
    assert.match(text, /the copies in reference folders stay, or else one/);
    assert.match(textOf({ ...FOUND, folders: [{ path: '/a' }] }), /Of each one copy stays/);
    assert.match(text, /Kept47 GB97\.4 %.* Duplicates1\.2 GB2\.6 %/);
    assert.match(text, /Folder\/a Reference\/ref .*Took12\.3 s, 2 GB read/);
    assert.match(text, /20 things passed over, by reason/);
    assert.match(text, /The first 1 of 5 problems.*\/a\/closed/);
  });

  it('lists groups with their files, references and other names', () => {
    const text = textOf(FOUND);
    assert.match(text, /The groups that hold most 2 of 3 groups of files with the same bytes/);
    assert.match(text, /\/ref\/x\.jpg \(reference\)\/a\/b\\xff \(and 2 other names of the same file\)2 × 500 MB500 MB/);
    assert.match(text, /and 9 more files11 × 7 B70 B/);
    assert.match(text, /kempt duplicates DIR --format csv --out duplicates\.csv/);
    const whole = textOf({ ...FOUND, groups: 2 });
    assert.match(whole, /Every group 2 groups of/);
    assert.doesNotMatch(whole, /--format csv/);
  });

  it('names a few of many folders in its head and all of them at its foot', () => {
    const folders = ['/a', '/b', '/c', '/d', '/e'].map((path) => ({ path }));
    const text = textOf({ ...FOUND, folders });
    assert.match(text, /in \/a, \/b, \/c and 2 other folders\./);
    assert.match(text, /Folder\/d Folder\/e /);
  });

  it('is whole when there is nothing to show', () => {
    const text = textOf(NOTHING);
    assert.match(text, /No duplicates.*No two of them hold the same bytes/);
    assert.doesNotMatch(text, /NaN|Infinity|undefined|groups of|passed over/);
  });

  it('speaks of one thing as one', () => {
    const text = textOf({ ...FOUND, groups: 1, duplicate_files: 1 });
    assert.match(text, /1 duplicate holds 1\.2 GB.*1 content is there more than once/);
  });
});

describe('duplicates as a spreadsheet', () => {
  async function* groups(...list: readonly ListedGroup[]): AsyncGenerator<ListedGroup> {
    yield* await Promise.resolve(list);
  }

  function group(files: readonly DuplicateFile[]): ListedGroup {
    return { hash: 'ab'.repeat(32), size_bytes: 5, files: () => files };
  }

  async function csv(...list: readonly ListedGroup[]): Promise<string> {
    let text = '';
    for await (const piece of duplicatesCsv(groups(...list))) text += piece;
    return text;
  }

  it('has one row a name, and other names behind their file', async () => {
    const { files } = FOUND.largest_groups[0] ?? { files: [] };
    const [header, ...rows] = readCsv((await csv(group(files), group([FILE]))).slice(1));
    assert.deepEqual(header, ['group', 'hash', 'size_bytes', 'kind', 'path', 'modified', 'path_base64']);
    assert.deepEqual(
      rows.map(([group, , , kind, path, , bytes]) => [group, kind, path, bytes]),
      [
        ['1', 'reference', '/ref/x.jpg', ''],
        ['1', 'file', '/a/b\\xff', 'L2EvYv8='],
        ['1', 'hard_link', '/a/y.jpg', ''],
        ['1', 'hard_link', '/a/z.jpg', ''],
        ['2', 'file', '/a/x.jpg', ''],
      ],
    );
    const [first = []] = rows;
    assert.deepEqual([first[1], first[2], first[5]], ['ab'.repeat(32), '5', FILE.modified]);
  });

  it('starts with a byte order mark and has a header even without rows', async () => {
    assert.equal(await csv(), '\ufeffgroup,hash,size_bytes,kind,path,modified,path_base64\r\n');
  });

  it('has no cell that is a formula', async () => {
    const bad = { ...FILE, path: '=1+1', hard_links: [{ path: '@SUM(A1)' }] };
    const [, ...rows] = readCsv((await csv(group([bad]))).slice(1));
    assert.deepEqual(
      rows.map((row) => row[4]),
      ["'=1+1", "'@SUM(A1)"],
    );
  });

  it('comes in pieces while a group of many files is read on', async () => {
    let read = 0;
    const many: ListedGroup = {
      ...group([]),
      *files() {
        for (; read < 10_000; read++) yield FILE;
      },
    };
    const pieces = duplicatesCsv(groups(many));
    const first = await pieces.next();
    assert.ok(read < 2000, String(read));
    let text = String(first.value);
    for await (const piece of pieces) {
      assert.ok(piece.length < 70_000);
      text += piece;
    }
    assert.equal(readCsv(text.slice(1)).length, 10_001);
  });
});
