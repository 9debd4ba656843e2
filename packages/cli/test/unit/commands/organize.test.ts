import { KemptError, type OrganizeRequest } from '@kempt/engine';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { fakePlan, PREVIEW, RESULT, STEP, type Call, type FakePlan } from '../../support/fake-engine.ts';
import { runCli, type CliOptions, type CliRun } from '../../support/run-cli.ts';

/** Runs `kempt organize` on a plan that answers something special. */
function organize(argv: readonly string[], plan: FakePlan = {}, options: CliOptions = {}): Promise<CliRun> {
  const engine = (calls: Call[]) => ({
    planOrganize: async (request: OrganizeRequest) => {
      calls.push(['planOrganize', request]);
      return Promise.resolve(fakePlan(calls, plan));
    },
  });
  return runCli(['organize', ...argv], { engine, ...options });
}

function names(run: CliRun): string[] {
  return run.calls.map(([name]) => name);
}

test('hands everything that was typed to the engine', async () => {
  const typed = ['~x', '--yes', '--by', 'year', '--into', 'out', '--mode', 'copy', '--on-conflict', 'skip'];
  const switches = ['--keep-folders', '--hidden', '--cross-mounts', '--into-projects', '--whole-home'];
  const { calls } = await organize([...typed, ...switches, '--settle', '0.5', '--keep-empty-dirs', '--hash', '--wait']);
  const { signal, onProgress, ...request } = calls[0]?.[1] as OrganizeRequest;
  assert.equal(signal?.aborted, false);
  assert.equal(typeof onProgress, 'function');
  assert.deepEqual(request, {
    root: '/home/me/~x',
    by: 'year',
    into: '/home/me/out',
    mode: 'copy',
    onConflict: 'skip',
    settleSeconds: 0.5,
    keepFolders: true,
    hidden: true,
    crossMounts: true,
    intoProjects: true,
    wholeHome: true,
    keepEmptyDirs: true,
    hash: true,
    wait: true,
  });
});

test('leaves defaults to the engine', async () => {
  const { calls } = await organize(['/x', '--yes', '--template', '{name}']);
  const request = calls[0]?.[1] as OrganizeRequest;
  assert.equal(request.template, '{name}');
  for (const name of ['by', 'into', 'mode', 'onConflict', 'settleSeconds']) assert.equal(name in request, false, name);
  assert.equal(request.keepFolders, false);
});

test('carries the plan out without a question under --yes', async () => {
  const run = await organize(['/x', '--yes']);
  assert.deepEqual(names(run), ['planOrganize', 'apply', 'close']);
  assert.equal(run.code, 0);
  assert.match(
    run.stdout,
    /^Done: 8 files, 8 kB \(1\.5 s\)\n12 files seen: 8 planned, 8 completed, 1 in place, 3 left\n/,
  );
  assert.match(run.stdout, /Take it back with: kempt undo 01JQ3ZAAAAAA\n$/);
});

test('prints the result as exactly one JSON object', async () => {
  const run = await organize(['/x', '--yes', '--json']);
  assert.deepEqual(JSON.parse(run.stdout), RESULT);
  assert.equal(run.stdout.split('\n').length, 2);
  assert.equal(run.stderr, '');
});

test('exits 1 when files failed, were skipped or could not be looked at', async () => {
  const problem = { path: 'x', code: 'unreadable', message: 'It cannot be read' };
  const harmless = { path: 'x', code: 'hidden', message: 'Hidden' };
  for (const [different, code] of [
    [{ files_failed: 1 }, 1],
    [{ files_skipped: 1 }, 1],
    [{ status: 'failed' as const }, 1],
    [{ problems: [problem], problems_total: 1 }, 1],
    [{ problems: [{ ...problem, code: 'io_error' }], problems_total: 1 }, 1],
    [{ problems: [harmless], problems_total: 1 }, 0],
    [{ status: 'interrupted' as const, files_failed: 1 }, 130],
  ] as const) {
    const run = await organize(['/x', '--yes'], { applied: { ...RESULT, ...different } });
    assert.equal(run.code, code, JSON.stringify(different));
  }
});

test('refuses without a terminal unless told what to do, and throws the plan away', async () => {
  const run = await organize(['/x']);
  assert.equal(run.code, 3);
  assert.match(run.stderr, /error\[confirmation_required\][^]*--yes[^]*--preview/);
  assert.deepEqual(names(run), ['planOrganize', 'discard', 'close']);
});

test('shows the plan, asks, and carries it out after a yes', async () => {
  const run = await organize(['/x'], {}, { typed: 'yes\n', terminal: 80 });
  assert.equal(run.code, 0);
  assert.deepEqual(names(run), ['planOrganize', 'apply', 'close']);
  assert.match(run.stdout, /^Move 8 files \(8 kB\) of \/home\/me\/Downloads\n/);
  assert.match(run.stdout, /├─ images\/ +5 +5 kB\n└─ video\/ +3 +3 kB\n {3}└─ 2024\//);
  assert.match(run.stderr, /Move 8 files\? \[y\/N\] /);
});

test('takes everything but yes for no', async () => {
  for (const typed of ['n\n', '\n', 'yep\n', '']) {
    const run = await organize(['/x'], {}, { typed, terminal: 80 });
    assert.equal(run.code, 130, typed);
    assert.match(run.stderr, /\[y\/N\] \n?Nothing was changed\.\n$/);
    assert.deepEqual(names(run), ['planOrganize', 'discard', 'close']);
  }
});

test('takes Ctrl-C at the question for no, without a word about batches', async () => {
  const controller = new AbortController();
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const running = organize(['/x'], {}, { stdin, terminal: 80, signal: controller.signal });
  await once(stdin, 'resume');
  controller.abort();
  const run = await running;
  assert.equal(run.code, 130);
  assert.equal(run.stderr, 'Move 8 files? [y/N] \nNothing was changed.\n');
  assert.deepEqual(names(run), ['planOrganize', 'discard', 'close']);
});

test('asks nothing any more after Ctrl-C', async () => {
  const run = await organize(['/x'], {}, { typed: 'y\n', terminal: 80, signal: AbortSignal.abort() });
  assert.equal(run.code, 130);
  assert.deepEqual(names(run), ['planOrganize', 'discard', 'close']);
});

test('keeps standard output for the JSON object when it asks', async () => {
  const run = await organize(['/x', '--json'], {}, { typed: 'y\n', terminal: 80 });
  assert.deepEqual(JSON.parse(run.stdout), RESULT);
  assert.match(run.stderr, /Move 8 files \(8 kB\)[^]*\[y\/N\]/);
});

test('asks nothing and keeps nothing when there is nothing to do', async () => {
  const result = { ...PREVIEW.result, files_planned: 0 };
  const run = await organize(['/x'], { preview: { ...PREVIEW, result, folders: [] } });
  assert.equal(run.code, 0);
  assert.deepEqual(names(run), ['planOrganize', 'discard', 'close']);
  assert.match(run.stdout, /^Nothing to do/);
  const json = await organize(['/x', '--json', '--yes'], { preview: { ...PREVIEW, result, folders: [] } });
  assert.equal((JSON.parse(json.stdout) as { status: string }).status, 'completed');
});

test('only shows the plan under --preview, even with --yes', async () => {
  const run = await organize(['/x', '--preview', '--yes']);
  assert.equal(run.code, 0);
  assert.deepEqual(names(run), ['planOrganize', 'discard', 'close']);
  assert.match(run.stdout, /Left where they are\n {2}3 {2}Hidden files/);
  assert.match(run.stdout, /2 folders will be made\.\n\nNothing was changed\.\n$/);
});

test('prints a preview as one JSON object with the counters and the plan', async () => {
  const { stdout } = await organize(['/x', '--preview', '--json']);
  const { result, ...preview } = PREVIEW;
  assert.deepEqual(JSON.parse(stdout), { ...result, preview });
});

test('shows conflicts, mismatches, problems and copies across devices before the question', async () => {
  const conflicts = [
    ...Array.from({ length: 6 }, (_, i) => ({
      ...STEP,
      original_path: `/home/me/Downloads/c${i}.jpg`,
      new_path: `/home/me/Downloads/images/c${i} (2).jpg`,
    })),
    { ...STEP, original_path: 'z.jpg', action: 'skip' },
  ];
  const problems = [{ path: 'locked', code: 'unreadable', message: 'It cannot be read' }];
  const preview = {
    ...PREVIEW,
    result: { ...PREVIEW.result, problems, problems_total: 12, files_in_place: 2 },
    conflicts,
    conflicts_total: 9,
    mismatches: [{ path: 'wrong.jpg', detected_extension: 'png' }],
    mismatches_total: 2,
    copied_bytes: 5e9,
    folders_removed: 1,
  };
  const { stdout, code } = await organize(['/x', '--preview'], { preview });
  assert.equal(code, 1);
  assert.match(stdout, /Of 12 files 2 are in place and 3 stay\./);
  assert.match(stdout, /9 files whose name is taken\n {2}c0\.jpg {2}→ images\/c0 \(2\)\.jpg\n[^]* … and 4 more/);
  assert.match(
    stdout,
    /2 files with an extension that contradicts the content\n {2}wrong\.jpg {2}is png\n {2}… and 1 more/,
  );
  assert.match(stdout, /12 problems\n {2}locked\n {4}It cannot be read \(unreadable\)\n {2}… and 11 more/);
  assert.match(stdout, /1 folder will be empty and removed/);
  assert.match(stdout, /5 GB cross to another file system/);
  const verbose = await organize(['/x', '--preview', '--verbose'], { preview });
  assert.match(verbose.stdout, / z\.jpg {3}stays\n/);
});

test('says copy where files are copied', async () => {
  const run = await organize(['/x', '--preview', '--mode', 'copy'], { lines: [{ ...STEP, action: 'copy' }] });
  assert.match(run.stdout, /^Copy 8 files/);
});

test('says that a plan without steps does nothing', async () => {
  const preview = { ...PREVIEW, result: { ...PREVIEW.result, files_planned: 0, files_in_place: 1, files_left: 0 } };
  const run = await organize(['/x', '--preview'], { preview: { ...preview, left: [], folders_made: 0 }, lines: [] });
  assert.match(
    run.stdout,
    /^Nothing to do in \/home\/me\/Downloads\nOf 12 files 1 is in place and 0 stay\.\n\nNothing/,
  );
});

test('lists every step as a JSON line', async () => {
  const lines = [STEP, { ...STEP, original_path: 'b', original_path_base64: 'Yg==' }];
  const run = await organize(['/x', '--preview', '--json', '--list'], { lines });
  assert.deepEqual(
    run.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
    lines,
  );
  assert.equal(run.code, 0);
});

test('writes the plan and stops', async () => {
  const run = await organize(['/x', '--plan-out', 'my.plan']);
  assert.equal(run.code, 0);
  assert.deepEqual(run.calls.slice(1), [['writeTo', '/home/me/my.plan'], ['discard'], ['close']]);
  assert.match(run.stdout, /kempt apply \/home\/me\/my\.plan\n$/);
  const json = await organize(['/x', '--plan-out', 'my.plan', '--json']);
  const { status, plan_file: file } = JSON.parse(json.stdout) as { status: string; plan_file: string };
  assert.deepEqual([status, file], ['planned', '/home/me/my.plan']);
});

test('throws the plan away when it cannot be written', async () => {
  const run = await runCli(['organize', '/x', '--plan-out', 'p'], {
    engine: (calls) => ({
      planOrganize: () =>
        Promise.resolve({
          ...fakePlan(calls),
          writeTo: () => Promise.reject(new KemptError('output_exists', 'p exists.')),
        }),
    }),
  });
  assert.equal(run.code, 3);
  assert.deepEqual(names(run), ['discard', 'close']);
});

test('keeps a plan that failed while it was carried out, since part of it may be done', async () => {
  const applied = (): Promise<never> => Promise.reject(new KemptError('internal', 'No.'));
  const run = await organize(['/x', '--yes'], { applied });
  assert.deepEqual(names(run), ['planOrganize', 'apply', 'close']);
});

test('tells each way an operation can end', async () => {
  const endings = [
    [{ status: 'completed_with_errors' as const, files_failed: 2 }, /^Done, with problems: 8 files[^]*2 failed/],
    [{ status: 'failed' as const }, /^Failed after 8 files/],
    [{ status: 'interrupted' as const }, /^Interrupted after 8 files/],
    [{ type: 'undo' as const }, /^Taken back: 8 files[^]*Do it again with: kempt undo/],
    [
      { files_completed: 0, duplicates_found: 2 },
      /2 of them duplicates\n\nPassed over[^]*files stay unless asked for\n$/,
    ],
    [
      { files_scanned: 0, files_planned: 0, files_completed: 0, files_left: 0, files_in_place: 0, skipped: [] },
      /0 files seen\n$/,
    ],
  ] as const;
  for (const [different, text] of endings) {
    const run = await organize(['/x', '--yes'], { applied: { ...RESULT, ...different } });
    assert.match(run.stdout, text);
  }
});
