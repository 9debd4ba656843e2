import type { DuplicatesResult } from '@kempt/contracts';
import type { DuplicateGroup, Engine } from '@kempt/engine';
import assert from 'node:assert/strict';
import { PassThrough, Writable } from 'node:stream';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { COPY, DUPLICATES, GROUP } from '../../support/fake-engine.ts';
import { runCli, type CliRun } from '../../support/run-cli.ts';

/** An engine that finds something special. */
function finding(different: Partial<DuplicatesResult>, ...groups: readonly DuplicateGroup[]): Partial<Engine> {
  return {
    async duplicates({ onGroup }) {
      for (const group of groups) await onGroup?.(group);
      return { ...DUPLICATES, ...different };
    },
  };
}

function requestOf(run: CliRun): Record<string, unknown> {
  const request = run.calls.find(([name]) => name === 'duplicates')?.[1] ?? {};
  const { signal, onProgress, ...rest } = request as Record<string, unknown>;
  assert.ok(signal instanceof AbortSignal && typeof onProgress === 'function');
  return rest;
}

const PLAIN = {
  roots: ['/home/me/Photos'],
  references: [],
  include: [],
  exclude: [],
  hidden: false,
  crossMounts: false,
  empty: false,
  cache: true,
};

test('asks the engine for what was typed', async () => {
  assert.deepEqual(requestOf(await runCli(['duplicates', 'Photos'])), PLAIN);
  const argv =
    '--reference r --reference /s --min-size 1k --max-size 2MiB --include *.jpg --include a/** --exclude *.tmp';
  const run = await runCli(['duplicates', 'Photos', '/b', ...argv.split(' '), '--hidden', '--empty', '--no-cache']);
  assert.deepEqual(requestOf(run), {
    ...PLAIN,
    roots: ['/home/me/Photos', '/b'],
    references: ['/home/me/r', '/s'],
    minSize: 1000,
    maxSize: 2_097_152,
    include: ['*.jpg', 'a/**'],
    exclude: ['*.tmp'],
    hidden: true,
    empty: true,
    cache: false,
  });
});

test('takes both names of the option that crosses mounts, and every order of reading', async () => {
  for (const option of ['--cross-mounts', '--across-mounts']) {
    assert.equal(requestOf(await runCli(['duplicates', 'x', option]))['crossMounts'], true);
  }
  for (const order of ['auto', 'folder', 'inode', 'size']) {
    assert.equal(requestOf(await runCli(['duplicates', 'x', '--read-order', order]))['readOrder'], order);
  }
});

test('asks for similar images, of the threshold that was typed or the usual one', async () => {
  const similar = async (...argv: string[]): Promise<unknown> =>
    requestOf(await runCli(['duplicates', 'x', '--similar-images', ...argv]))['similarImages'];
  assert.deepEqual(await similar(), { threshold: 8 });
  assert.deepEqual(await similar('--threshold', '0'), { threshold: 0 });
  assert.deepEqual(await similar('--threshold', '16'), { threshold: 16 });
});

test('refuses what cannot be meant, before anything is searched', async () => {
  for (const argv of [
    [],
    [''],
    ['x', '--reference', ''],
    ['x', '--min-size', '2k', '--max-size', '1k'],
    ['x', '--min-size', 'much'],
    ['x', '--include', ''],
    ['x', '--exclude', ''],
    ['x', '--read-order', 'random'],
    ['x', '--threshold', '8'],
    ['x', '--similar-images', '--threshold', '17'],
    ['x', '--similar-images', '--threshold', '-1'],
    ['x', '--similar-images', '--threshold', 'near'],
    ['x', '--list', '--format', 'csv'],
    ['x', '--list', '--out', 'y'],
    ['x', '--json', '--format', 'csv'],
    ['x', '--json', '--format', 'html'],
  ]) {
    const run = await runCli(['duplicates', ...argv]);
    assert.equal(run.code, 2, argv.join(' '));
    assert.equal(
      run.calls.some(([name]) => name === 'duplicates'),
      false,
      argv.join(' '),
    );
  }
});

test('shows what was found and what to do next', async () => {
  const { code, stdout, stderr } = await runCli(['duplicates', 'Photos']);
  assert.equal(code, 0);
  assert.equal(
    stdout,
    [
      '1 duplicate in 1 group, 2 MB to reclaim',
      'Compared 3 files in 1 folder, 5 MB (100 ms, 4 MB read)',
      '',
      'Groups',
      '  2 MB (2 × 2 MB)',
      '    /home/me/Photos/a.jpg',
      '    /home/me/Photos/b.jpg',
      '',
      'Nothing was changed. For every file of every group add --list or --out FILE.csv; --out FILE.html makes a page to send.',
      '',
    ].join('\n'),
  );
  assert.equal(stderr, '');
});

test('says that there are no duplicates, and gives no advice then', async () => {
  const none = { groups: 0, duplicate_files: 0, duplicates_size_bytes: 0, largest_groups: [] };
  const { stdout } = await runCli(['duplicates', 'x'], { engine: finding(none) });
  assert.equal(stdout, 'No duplicates\nCompared 3 files in 1 folder, 5 MB (100 ms, 4 MB read)\n');
});

test('names references and other names, what was passed over, and problems', async () => {
  const [group] = DUPLICATES.largest_groups;
  assert.ok(group !== undefined);
  const files = [
    { ...COPY, reference: true as const },
    { ...COPY, path: '/b', hard_links: [{ path: '/c' }, { path: '/d' }] },
  ];
  const found = {
    largest_groups: [{ ...group, files }],
    skipped: [{ reason: 'symlink', count: 2 }],
    problems: [{ path: '/locked', code: 'permission_denied', message: 'No' }],
    problems_total: 12,
  };
  const run = await runCli(['duplicates', 'x'], { engine: finding(found) });
  assert.equal(run.code, 1);
  assert.match(run.stdout, /a\.jpg {2}\(reference\)\n {4}\/b {2}\(2 other names\)\n/);
  assert.match(run.stdout, /Passed over\n {2}2 {2}Symbolic links/);
  assert.match(run.stdout, /12 problems\n {2}\/locked\n {4}No \(permission_denied\)\n {2}… and 11 more\n/);
});

test('shows the first of many groups and files, and more of them under --verbose', async () => {
  const [group] = DUPLICATES.largest_groups;
  assert.ok(group !== undefined);
  const files = Array.from({ length: 10 }, (_, i) => ({ ...COPY, path: `/f${String(i)}` }));
  const found = {
    groups: 1234,
    largest_groups: Array.from({ length: 20 }, () => ({ ...group, file_count: 30, files })),
  };
  const short = (await runCli(['duplicates', 'x'], { engine: finding(found) })).stdout;
  assert.match(short, /^Groups that hold most$/m);
  assert.match(short, /\/f4\n {4}… and 25 more files\n/);
  assert.match(short, /\n {2}… and 1,224 more groups\n/);
  assert.equal(short.split('30 × 2 MB').length - 1, 10);
  const long = (await runCli(['duplicates', 'x', '--verbose'], { engine: finding(found) })).stdout;
  assert.match(long, /\/f9\n {4}… and 20 more files\n/);
  assert.equal(long.split('30 × 2 MB').length - 1, 20);
});

test('fits its sentences to the terminal, and leaves paths whole', async () => {
  const { stdout } = await runCli(['duplicates', 'x'], { terminal: 40 });
  const lines = stdout.split('\n').filter((line) => !line.includes('/home/me/Photos'));
  assert.match(stdout, /\/home\/me\/Photos\/a\.jpg\n/);
  assert.ok(
    lines.slice(3).every((line) => line.length <= 40),
    stdout,
  );
});

test('prints exactly what was found as one JSON object', async () => {
  for (const argv of [[], ['--format', 'json']]) {
    const run = await runCli(['duplicates', 'x', '--json', ...argv]);
    assert.match(run.stdout, /^\{"files":3,.*"inode":18446744073709551615,.*\}\n$/);
    assert.equal(run.stdout.split('\n').length, 2);
    assert.equal(requestOf(run)['largestGroups'], undefined);
  }
});

test('lists groups as JSON lines, with or without --json, and tells problems beside them', async () => {
  const problems = [{ path: '/locked', code: 'io_error', message: 'No' }];
  const linked = { ...GROUP, files: () => [{ ...COPY, reference: true as const, hard_links: [{ path: '/c' }] }] };
  for (const argv of [['--list'], ['--list', '--json']]) {
    const engine = finding({ problems, problems_total: 1 }, GROUP, linked);
    const run = await runCli(['duplicates', 'x', ...argv], { engine });
    assert.equal(run.code, 1);
    const start = `{"hash":"${GROUP.hash}","size_bytes":2000000,"files":[`;
    const file = '"device":2049,"inode":18446744073709551615,"modified":"2025-03-09T12:00:00.000000001Z"';
    assert.equal(
      run.stdout,
      [
        `${start}{"path":"/home/me/Photos/a.jpg",${file}},{"path":"/home/me/Photos/b.jpg",${file.replace(/"inode":\d+/, '"inode":5')}}]}`,
        `${start}{"path":"/home/me/Photos/a.jpg",${file},"reference":true,"hard_links":[{"path":"/c"}]}]}`,
        '',
      ].join('\n'),
    );
    assert.match(run.stderr, /1 problem\n {2}\/locked/);
  }
});

/** A group of so many files that a text of all of them would be seen, and how many of them were asked for. */
function hugeGroup(): { readonly group: DuplicateGroup; readonly made: () => number } {
  let made = 0;
  const group = {
    ...GROUP,
    *files() {
      for (; made < 200_000; made++) yield COPY;
    },
  };
  return { group, made: () => made };
}

for (const argv of [['--list'], ['--format', 'csv']]) {
  test(`never holds a whole group for ${argv.join(' ')}, and waits for the reader`, async () => {
    const { group, made } = hugeGroup();
    let written = 0;
    let ahead = 0;
    const stdout = new Writable({
      decodeStrings: false,
      write(text: string, _encoding, done) {
        written += text.split('a.jpg').length - 1;
        ahead = Math.max(ahead, made() - written);
        setImmediate(done);
      },
    });
    const run = await runCli(['duplicates', 'x', ...argv], { engine: finding({}, group), stdout });
    assert.equal(run.code, 0);
    assert.equal(written, 200_000);
    assert.ok(ahead < 2000, String(ahead));
  });
}

test('ends quietly when the reader of a list has read enough', async () => {
  const { group, made } = hugeGroup();
  for (const argv of [['--list'], ['--format', 'csv']]) {
    const stdout = new PassThrough();
    stdout.once('data', () => stdout.destroy());
    const run = await runCli(['duplicates', 'x', ...argv], { engine: finding({}, group), stdout });
    assert.deepEqual([run.code, run.stderr], [0, '']);
  }
  assert.ok(made() < 200_000);
});

test('writes a report as the name of the file says, and says so', async () => {
  for (const [argv, format, text] of [
    [['--out', 'd.csv'], 'csv', /^\ufeffgroup,.*\r\n1,"(?:ab)+",2000000,file,"\/home\/me\/Photos\/a\.jpg"/],
    [['--out', 'd.JSON'], 'json', /^\{\n {2}"files": 3,[^]*"inode": 18446744073709551615,[^]*\n\}\n$/],
    [['--out', 'd'], 'html', /^<!doctype html>[^]*\/home\/me\/Photos\/b\.jpg/],
    [['--out', 'd.txt', '--format', 'csv'], 'csv', /a\.jpg/],
  ] as const) {
    const run = await runCli(['duplicates', 'x', ...argv, '--json']);
    assert.equal(run.code, 0);
    const answer = JSON.parse(run.stdout) as Record<string, unknown>;
    assert.deepEqual([answer['files'], answer['format'], answer['report_file']], [3, format, argv[1]]);
    assert.match(run.written.get(`/home/me/${argv[1]}`) ?? '', text);
    assert.equal(requestOf(run)['largestGroups'], format === 'html' ? 100 : undefined);
  }
  const { stdout } = await runCli(['duplicates', 'x', '--out', 'd.html']);
  assert.match(stdout, /^1 duplicate in 1 group, 2 MB to reclaim\nCompared .*\n\nThe report is in d\.html\.\n$/);
  const quiet = await runCli(['duplicates', 'x', '--out', 'd.html', '--quiet']);
  assert.deepEqual([quiet.code, quiet.stdout, quiet.stderr], [0, '', '']);
});

test('writes a report to standard output without a file, and problems beside it', async () => {
  const problems = [{ path: '/locked', code: 'io_error', message: 'No' }];
  for (const [format, text] of [
    ['csv', /^\ufeffgroup,[^]*b\.jpg/],
    ['json', /^\{\n {2}"files": 3/],
    ['html', /^<!doctype html>[^]*<\/html>\n$/],
  ] as const) {
    const run = await runCli(['duplicates', 'x', '--format', format], {
      engine: finding({ problems, problems_total: 1 }, GROUP),
    });
    assert.equal(run.code, 1);
    assert.match(run.stdout, text);
    assert.match(run.stderr, /^1 problem\n/);
  }
});

test('tells that hashes could not be kept, and calls that no fault', async () => {
  const engine = finding({ cache_problem: 'hash-cache cannot be written (ENOSPC)' }, GROUP);
  for (const argv of [[], ['--json'], ['--list'], ['--out', 'd.csv']]) {
    const run = await runCli(['duplicates', 'x', ...argv], { engine });
    assert.equal(run.code, 0);
    assert.equal(
      run.stderr,
      'Hashes are not remembered, so the next search reads all files again: hash-cache cannot be written (ENOSPC).\n',
    );
  }
  const quiet = await runCli(['duplicates', 'x', '--quiet'], { engine });
  assert.equal(quiet.stderr, '');
});

test('shows no progress where it writes lines to the terminal', async () => {
  // What draws the line is loaded in the middle of the work, which here must not be over by then.
  await import('cli-progress');
  const engine: Partial<Engine> = {
    async duplicates({ onProgress }) {
      for (let done = 0; done < 20; done++) {
        onProgress?.({ phase: 'hashing', done, bytes: done * 1000 });
        await setTimeout(5);
      }
      return DUPLICATES;
    },
  };
  const shown = async (...argv: readonly string[]): Promise<string> =>
    (await runCli(['duplicates', 'x', ...argv], { engine, terminal: 80, tick: 400 })).stderr;
  assert.match(await shown(), /hashing/i);
  assert.match(await shown('--out', 'd.csv'), /hashing/i);
  assert.doesNotMatch(await shown('--list'), /hashing/i);
  assert.doesNotMatch(await shown('--format', 'csv'), /hashing/i);
});
