import type { PlanPreview, DeduplicateRequest } from '@kempt/engine';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakePlan, PREVIEW, QUARANTINED, RESULT, STEP, type Call } from '../../support/fake-engine.ts';
import { runCli, type CliOptions, type CliRun } from '../../support/run-cli.ts';

const PLAN: PlanPreview = {
  ...PREVIEW,
  result: { ...PREVIEW.result, type: 'deduplicate' },
  folders: [],
  duplicates: [
    { ...STEP, original_path: '/d/b.jpg', action: 'quarantine', kept_path: '/d/a.jpg', kept_by: 'oldest' },
    { ...STEP, original_path: '/d/c.jpg', action: 'quarantine', kept_path: '/d/a.jpg', kept_by: 'first_seen' },
  ],
  duplicates_size_bytes: 4000,
};

function deduplicate(argv: readonly string[], options: CliOptions = {}, preview: PlanPreview = PLAN): Promise<CliRun> {
  const engine = (calls: Call[]) => ({
    planDeduplicate: async (request: DeduplicateRequest) => {
      calls.push(['planDeduplicate', request]);
      return Promise.resolve(fakePlan(calls, { preview, lines: preview.duplicates ?? [] }));
    },
  });
  return runCli(['deduplicate', ...argv], { engine, ...options });
}

function names(run: CliRun): string[] {
  return run.calls.map(([name]) => name);
}

test('hands everything that was typed to the engine', async () => {
  const typed = ['x', '/y', '--keep', 'oldest, shortest_path', '--action', 'quarantine', '--reference', 'r', '--yes'];
  const more = ['--min-size', '1k', '--include', '*.jpg', '--hidden', '--empty', '--into-projects', '--whole-home'];
  const { calls } = await deduplicate([...typed, ...more, '--across-mounts', '--no-cache', '--wait']);
  const { signal, onProgress, ...request } = calls[0]?.[1] as DeduplicateRequest;
  assert.ok(signal instanceof AbortSignal && typeof onProgress === 'function');
  assert.deepEqual(request, {
    roots: ['/home/me/x', '/y'],
    references: ['/home/me/r'],
    keep: ['oldest', 'shortest_path'],
    action: 'quarantine',
    minSize: 1000,
    include: ['*.jpg'],
    exclude: [],
    hidden: true,
    crossMounts: true,
    empty: true,
    cache: false,
    intoProjects: true,
    wholeHome: true,
    wait: true,
  });
});

test('shows what goes and what is kept, asks, and carries it out after a yes', async () => {
  const run = await deduplicate(['/d', '--keep', 'oldest'], { typed: 'yes\n', terminal: 80 });
  assert.deepEqual(names(run), ['planDeduplicate', 'apply', 'close']);
  assert.match(run.stdout, /Quarantine 8 files \(4 kB\), keep 1 file\n/);
  assert.match(run.stdout, / {2}\/d\/b\.jpg\n {4}kept: \/d\/a\.jpg \(oldest\)\n/);
  assert.match(run.stdout, /… and 6 more; --preview --list names all\n/);
});

test('throws the plan away after a no, and where nobody can be asked', async () => {
  for (const options of [{ typed: 'no\n', terminal: 80 }, {}]) {
    const run = await deduplicate(['/d', '--keep', 'oldest'], options);
    assert.deepEqual(names(run), ['planDeduplicate', 'discard', 'close']);
  }
});

test('says when there is nothing to do', async () => {
  const nothing = { ...PLAN, duplicates: [], result: { ...PLAN.result, files_planned: 0 } };
  const run = await deduplicate(['/d', '--keep', 'oldest', '--preview'], {}, nothing);
  assert.match(run.stdout, /^Nothing to do in \/home\/me\/Downloads\n/);
});

test('quarantine list shows what is there, also what cannot be reached', async () => {
  const far = { ...QUARANTINED, original_path: '/stick/c.jpg', reachable: false };
  async function* quarantined(): AsyncGenerator<typeof QUARANTINED> {
    yield* await Promise.resolve([QUARANTINED, far]);
  }
  const run = await runCli(['quarantine', 'list'], { engine: { quarantined } });
  assert.match(run.stdout, /Downloads\/b\.jpg\n.*\/stick\/c\.jpg \(its disk is not there\)\n2 files, 1 kB\n$/);
});

test('quarantine restore hands on what was typed', async () => {
  const run = await runCli(['quarantine', 'restore', 'a/*.jpg', '--wait']);
  const { what, path, wait } = run.calls[0]?.[1] as Record<string, unknown>;
  assert.deepEqual([what, path, wait], ['a/*.jpg', '/home/me/a/*.jpg', true]);
  assert.match(run.stdout, /^Taken back: 8 files/);
});

test('quarantine purge asks for what is old, and removes that', async () => {
  const run = await runCli(['quarantine', 'purge', '--older-than', '1d'], { typed: 'yes\n', terminal: 80 });
  assert.match(run.stdout, /^These could not be brought back any more:\n/);
  assert.match(run.stderr, /^Remove 1 file \(500 B\) for good\?/);
  assert.deepEqual((run.calls.find(([name]) => name === 'purge')?.[1] as Record<string, unknown>)['operationIds'], [
    QUARANTINED.operation_id,
  ]);
  assert.match(run.stdout, /Removed for good: 8 files/);
  assert.doesNotMatch(run.stdout, /kempt undo/);
});

test('quarantine purge leaves what is young or out of reach alone', async () => {
  async function* quarantined(): AsyncGenerator<typeof QUARANTINED> {
    const young = { ...QUARANTINED, quarantined_at: new Date().toISOString() };
    yield* await Promise.resolve([young, { ...QUARANTINED, reachable: false }]);
  }
  const run = await runCli(['quarantine', 'purge', '--older-than', '1d', '--json'], {
    engine: { quarantined, purge: ({ operationIds }) => Promise.resolve(operationIds.map(() => RESULT)) },
  });
  assert.deepEqual((JSON.parse(run.stdout) as Record<string, unknown>)['operations'], []);
});
