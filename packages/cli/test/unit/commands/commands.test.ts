import type { OperationResult } from '@kempt/contracts';
import { KemptError } from '@kempt/engine';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DETAILS, ENTRY, EXPLANATION, fakePlan, REPORT, RESULT, SCAN, STEP } from '../../support/fake-engine.ts';
import { runCli, type CliRun } from '../../support/run-cli.ts';

/** The request the engine got, without what every request holds. */
function requestOf(run: CliRun): unknown {
  const { signal, onProgress, ...request } = run.calls[0]?.[1] as Record<string, unknown>;
  assert.ok(signal instanceof AbortSignal && typeof onProgress === 'function');
  return request;
}

function json(run: CliRun): unknown {
  assert.equal(run.stdout.trim().split('\n').length, 1);
  return JSON.parse(run.stdout);
}

test('scan lays out what is there', async () => {
  const run = await runCli(['scan', 'x', '--hidden', '--cross-mounts']);
  assert.equal(run.code, 0);
  assert.deepEqual(requestOf(run), { root: '/home/me/x', hidden: true, crossMounts: true });
  assert.match(run.stdout, /^3 files in 1 folder, 3\.5 kB \(200 ms\)\n/);
  assert.match(run.stdout, /Category +Files +Size +Share\nvideo +2 files +3 kB +85\.7 % +█+\nimages/);
  assert.match(run.stdout, /Largest files\n {2}2 kB {2}video {2}film\.mp4\n/);
  assert.match(run.stdout, /Passed over\n {2}2 {2}Symbolic links are never moved/);
});

test('scan drops the bars on a narrow terminal', async () => {
  const { stdout } = await runCli(['scan', 'x'], { terminal: 60 });
  assert.doesNotMatch(stdout, /█/);
});

test('scan says what there is to say of an empty folder', async () => {
  const empty = { ...SCAN, files: 0, size_bytes: 0, categories: [], largest_files: [], skipped: [] };
  const { stdout, code } = await runCli(['scan', 'x'], { engine: { scan: () => Promise.resolve(empty) } });
  assert.deepEqual([code, stdout], [0, '0 files in 1 folder, 0 B (200 ms)\n']);
});

test('scan shows the first of many and all of them under --verbose', async () => {
  const largest = Array.from({ length: 12 }, (_, i) => ({ path: `f${i}`, size_bytes: 5, category: 'code' as const }));
  const mismatches = Array.from({ length: 12 }, (_, i) => ({
    path: `m${i}`,
    extension: '.jpg',
    detected_extension: 'png',
    mimetype: 'image/png',
  }));
  const scanned = { ...SCAN, largest_files: largest, mismatches, mismatches_total: 12 };
  const engine = { scan: () => Promise.resolve(scanned) };
  const short = await runCli(['scan', 'x'], { engine });
  assert.match(short.stdout, /12 files with an extension that contradicts[^]*m9 +is png\n {2}… and 2 more/);
  assert.doesNotMatch(short.stdout, /f11/);
  const long = await runCli(['scan', 'x', '--verbose'], { engine });
  assert.match(long.stdout, /f11[^]*m11/);
});

test('scan prints exactly what it found as JSON', async () => {
  assert.deepEqual(json(await runCli(['scan', 'x', '--json'])), SCAN);
});

test('scan exits 1 when something could not be read', async () => {
  const problems = [{ path: 'locked', code: 'permission_denied', message: 'No' }];
  const engine = { scan: () => Promise.resolve({ ...SCAN, problems, problems_total: 1 }) };
  const run = await runCli(['scan', 'x'], { engine });
  assert.equal(run.code, 1);
  assert.match(run.stdout, /1 problem\n {2}locked\n {4}No \(permission_denied\)/);
});

test('scan lists files as JSON lines, with or without --json, and problems beside them', async () => {
  const row = { path: 'a', category: 'code', mimetype: '', detected_extension: '', size_bytes: 9007199254740991 };
  for (const argv of [['--list'], ['--list', '--json']]) {
    const run = await runCli(['scan', 'x', ...argv], {
      engine: {
        scan: async ({ onFile }) => {
          await onFile?.(row);
          await onFile?.(row);
          return { ...SCAN, problems: [{ path: 'locked', code: 'io_error', message: 'No' }] };
        },
      },
    });
    assert.equal(run.code, 1);
    assert.equal(run.stdout, `${JSON.stringify(row)}\n`.repeat(2));
    assert.match(run.stderr, /1 problem\n {2}locked/);
  }
});

test('apply carries a plan file out without a question', async () => {
  const { signal } = new AbortController();
  const { code, calls } = await runCli(['apply', 'p.plan', '--match', 'content', '--wait', '--yes'], { signal });
  const opened = ['openPlanFile', '/home/me/p.plan', { match: 'content', wait: true, signal }];
  assert.deepEqual([code, calls], [0, [opened, ['apply'], ['close']]]);
});

test('apply can show the plan first', async () => {
  const lines = [{ ...STEP, action: 'copy' }];
  const run = await runCli(['apply', '/p', '--preview'], {
    engine: (calls) => ({ openPlanFile: () => Promise.resolve(fakePlan(calls, { lines })) }),
  });
  assert.deepEqual(run.calls, [['discard'], ['close']]);
  assert.match(run.stdout, /^Copy 8 files/);
});

test('undo takes the newest operation, or the one that was named', async () => {
  const newest = await runCli(['undo']);
  assert.deepEqual(requestOf(newest), { wait: false });
  const named = await runCli(['undo', '01JQ', '--only', 'images/**', '--match', 'content', '--wait', '--yes']);
  assert.deepEqual(requestOf(named), { operationId: '01JQ', only: 'images/**', match: 'content', wait: true });
  assert.match(named.stdout, /^Taken back: 8 files/);
  assert.equal((json(await runCli(['undo', '--json'])) as OperationResult).undoes, RESULT.operation_id);
});

test('undo refuses a pattern that nothing could fit', async () => {
  const run = await runCli(['undo', '--only', '']);
  assert.deepEqual([run.code, run.calls], [2, []]);
});

test('resume goes on with the newest operation, or the one that was named', async () => {
  assert.deepEqual(requestOf(await runCli(['resume'])), {});
  const named = await runCli(['resume', '01JQ', '--json']);
  assert.deepEqual(requestOf(named), { operationId: '01JQ' });
  assert.deepEqual(json(named), RESULT);
});

test('verify hands on what was typed', async () => {
  assert.deepEqual(requestOf(await runCli(['verify', 'a'])), { operationId: 'a' });
  const named = await runCli(['verify', 'a', '--match', 'content']);
  assert.deepEqual(requestOf(named), { operationId: 'a', match: 'content' });
});

test('verify exits 1 when a file differs', async () => {
  const same = await runCli(['verify', '01JQ']);
  assert.deepEqual([same.code, same.stdout], [0, 'All 8 files are as the journal says.\n']);
  const differing = [{ path: 'a.jpg', code: 'not_found' }];
  const engine = { verify: () => Promise.resolve({ operation_id: 'x', checked: 8, ok: 7, differing }) };
  const run = await runCli(['verify', 'x'], { engine });
  assert.equal(run.code, 1);
  assert.match(
    run.stdout,
    /^7 of 8 files are as the journal says\.\n\n1 file differs\n {2}a\.jpg {2}It is not there any more\n$/,
  );
  assert.deepEqual(json(await runCli(['verify', 'x', '--json'], { engine })), {
    operation_id: 'x',
    checked: 8,
    ok: 7,
    differing,
  });
});

test('history lists operations, newest first, with what tells their ids apart', async () => {
  const entries = [
    { ...ENTRY, operation_id: '01JQ3ZAAAA11', status: 'completed_with_errors' as const, undone: 'partly' as const },
    { ...ENTRY, operation_id: '01JQ3ZAAAA22', undone: 'yes' as const },
    { ...ENTRY, operation_id: '01JP0000ZZZZ', type: 'undo' as const },
  ];
  const engine = { history: () => Promise.resolve(entries) };
  const run = await runCli(['history'], { engine, terminal: 99 });
  assert.match(
    run.stdout,
    /^Id +When +What +Status +Files +Folder\n01JQ3ZAAAA1 .*organize +with problems, partly undone +8/,
  );
  assert.match(run.stdout, /\n01JQ3ZAAAA2 .*organize +undone +8 .*\n01JP0000ZZZ .*undo +completed/);
  const piped = await runCli(['history'], { engine });
  assert.match(piped.stdout, /\n01JQ3ZAAAA11 /);
  assert.deepEqual(json(await runCli(['history', '--json'], { engine })), { operations: entries });
});

test('history says that nothing was done yet', async () => {
  const run = await runCli(['history'], { engine: { history: () => Promise.resolve([]) } });
  assert.deepEqual([run.code, run.stdout], [0, 'Nothing was done yet.\n']);
});

test('history prune forgets what nobody can undo without a question', async () => {
  const engine = { prunable: () => Promise.resolve([{ ...ENTRY, undoable: false }]) };
  const run = await runCli(['history', 'prune', '--older-than', '30d'], { engine });
  assert.deepEqual(run.calls, [['prune', ['01JQ3ZAAAAAA']], ['close']]);
  assert.equal(run.stdout, 'Forgot 1 operation, 2 kB.\n');
});

test('history prune asks before an undo is lost', async () => {
  const old = [
    { ...ENTRY, undoable: true },
    { ...ENTRY, operation_id: 'b', undoable: false },
  ];
  const engine = { prunable: () => Promise.resolve(old) };
  const argv = ['history', 'prune', '--older-than', '30d'];
  const refused = await runCli(argv, { engine });
  assert.equal(refused.code, 3);
  assert.deepEqual(refused.calls, [['close']]);
  const no = await runCli(argv, { engine, typed: 'n\n', terminal: 80 });
  assert.equal(no.code, 130);
  assert.match(no.stdout, /could not be undone any more:\n.*\n01JQ3ZAA /);
  assert.deepEqual(no.calls, [['close']]);
  const yes = await runCli([...argv, '--yes', '--json'], { engine });
  assert.deepEqual(json(yes), { pruned: ['01JQ3ZAAAAAA', 'b'], undos_lost: ['01JQ3ZAAAAAA'], journal_bytes: 4096 });
  assert.deepEqual(yes.calls, [['prune', ['01JQ3ZAAAAAA', 'b']], ['close']]);
});

test('history prune hands the age on and may find nothing', async () => {
  const run = await runCli(['history', 'prune', '--older-than', '2h']);
  assert.deepEqual(run.calls[0], ['prunable', 7200]);
  assert.equal(run.stdout, 'Nothing is that old.\n');
});

test('show lays out one operation', async () => {
  const details = {
    ...DETAILS,
    finished_at: null,
    undoes: 'other',
    undone: 'yes' as const,
    undone_by_all: ['u1', 'u2'],
    options: { by: 'category', hidden: false, settle: 2 },
    sample: [
      { ...STEP, outcome: 'completed' },
      { ...STEP, original_path: 'b.jpg', outcome: 'changed_since_plan' },
    ],
  };
  const run = await runCli(['show', '01JQ'], { engine: { show: () => Promise.resolve(details) } });
  assert.equal(run.code, 0);
  assert.match(
    run.stdout,
    /^operation +01JQ3ZAAAAAA\ntype +organize\nstatus +completed\nundoes +other\nundone +yes, by u1, u2\n/,
  );
  assert.match(run.stdout, /Options\n {2}by {6}category\n {2}hidden {2}false\n {2}settle {2}2\n/);
  assert.match(run.stdout, /✓ a\.jpg\n {4}→ images\/a\.jpg\n {2}✗ b\.jpg\n {4}→ .*\n {6}It was changed after the plan/);
  assert.doesNotMatch((await runCli(['show', '01JQ'])).stdout, /Options|First files/);
});

test('show prints device and inode as exact integers', async () => {
  const details = { ...DETAILS, options: { inode: 18446744073709551615n } };
  const run = await runCli(['show', '01JQ', '--json'], { engine: { show: () => Promise.resolve(details) } });
  assert.match(run.stdout, /"options":\{"inode":18446744073709551615\}/);
  const text = await runCli(['show', '01JQ'], { engine: { show: () => Promise.resolve(details) } });
  assert.match(text.stdout, /inode +18446744073709551615/);
});

test('report writes a new file in the form its name says', async () => {
  for (const [argv, format, text] of [
    [['--out', 'r.csv'], 'csv', /a\.jpg/],
    [['--out', 'r.JSON'], 'json', /"operation_id"/],
    [['--out', 'r.txt'], 'html', /<!doctype html>/i],
    [['--out', 'r.txt', '--format', 'csv'], 'csv', /a\.jpg/],
  ] as const) {
    const run = await runCli(['report', '01JQ', ...argv, '--json']);
    const file = argv[1];
    assert.deepEqual(json(run), { operation_id: REPORT.operation_id, format, report_file: file });
    assert.match(run.written.get(`/home/me/${file}`) ?? '', text);
  }
  const { stdout } = await runCli(['report', '01JQ', '--out', 'r.html']);
  assert.equal(stdout, 'The report is in r.html.\n');
});

test('report goes to standard output without a file', async () => {
  assert.match((await runCli(['report', '01JQ'])).stdout, /^<!doctype html>/i);
  assert.match((await runCli(['report', '01JQ', '--format', 'csv'])).stdout, /a\.jpg/);
  assert.deepEqual(json(await runCli(['report', '01JQ', '--json'])), REPORT);
  assert.deepEqual(json(await runCli(['report', '01JQ', '--json', '--format', 'json'])), REPORT);
});

test('report does not mix two forms on standard output', async () => {
  const run = await runCli(['report', '01JQ', '--json', '--format', 'csv']);
  assert.equal(run.code, 2);
  assert.deepEqual(run.calls, [['close']]);
});

test('export writes the script of an operation that exists', async () => {
  const run = await runCli(['export', '01JQ', '--undo-script', 'undo.sh']);
  assert.equal(run.code, 0);
  assert.equal(run.written.get('/home/me/undo.sh'), '#!/bin/sh\n# 01JQ3ZAAAAAA\n');
  assert.match(run.stdout, /sh undo\.sh\n$/);
  const unknown = await runCli(['export', 'nope', '--undo-script', 'undo.sh'], {
    engine: { show: () => Promise.reject(new KemptError('operation_not_found', 'No.')) },
  });
  assert.equal(unknown.code, 4);
  assert.equal(unknown.written.size, 0);
});

test('explain says what a file is and where it would go', async () => {
  const run = await runCli(['explain', 'a.jpg', '--by', 'year', '--keep-folders']);
  assert.deepEqual(run.calls[0], ['explain', '/home/me/a.jpg', { by: 'year', keepFolders: true }]);
  assert.match(
    run.stdout,
    /^\/home\/me\/a\.jpg\n {2}category +images\n {2}mimetype +image\/jpeg\n {2}extension +jpg\n/,
  );
  assert.match(
    run.stdout,
    /\{category\}\/\{filename\}\n {2}\{category\} +images\n[^]*→ \/home\/me\/images\/a\.jpg\n\n- The content/,
  );
  assert.deepEqual(json(await runCli(['explain', 'a.jpg', '--json'])), EXPLANATION);
});

test('explain says when a file stays, goes with another or contradicts its name', async () => {
  const found = {
    ...EXPLANATION,
    mismatch: true,
    detected_extension: '',
    companion_of: 'main.jpg',
    new_path: null,
    identified_by: 'file_name',
  };
  const { stdout } = await runCli(['explain', 'a'], { engine: { explain: () => Promise.resolve(found) } });
  assert.match(stdout, /extension +contradicts the content, which is unknown\n {2}told by +file name\n/);
  assert.match(stdout, /goes with +main\.jpg\n[^]*It stays where it is\./);
});
