import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const ROOT = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'kempt-report-'));
after(() => {
  rmSync(folder, { recursive: true });
});

interface Run {
  readonly code: number | null;
  readonly output: string;
  readonly lastLine: string | undefined;
}

/** Runs the house's test command on one planted test file. */
function runPlanted(name: string, body: string, env: NodeJS.ProcessEnv = {}): Run {
  const file = join(folder, `${name}.test.ts`);
  writeFileSync(file, `import { describe, it } from 'node:test';\n${body}\n`);
  const unset = { NODE_TEST_CONTEXT: undefined, KEMPT_REQUIRE_TOOLS: undefined, KEMPT_COVERAGE: undefined };
  const child = spawnSync(process.execPath, [join(ROOT, 'scripts/test.ts'), file], {
    env: { ...process.env, ...unset, ...env },
    encoding: 'utf8',
  });
  return {
    code: child.status,
    output: child.stdout + child.stderr,
    lastLine: child.stdout.trimEnd().split('\n').at(-1),
  };
}

test('closes with the counts when all tests pass', () => {
  const { code, lastLine } = runPlanted('passing', `it('a', () => {}); describe('s', () => { it('b', () => {}); });`);
  assert.deepEqual({ code, lastLine }, { code: 0, lastLine: '2 passed, 0 failed' });
});

test('names a failed test with its suites, its error and what its file printed', () => {
  const body = `console.log('said before'); describe('s', () => { it('b', () => { throw new Error('boom'); }); });`;
  const { code, output, lastLine } = runPlanted('failing', body);
  assert.deepEqual({ code, lastLine }, { code: 1, lastLine: '0 passed, 1 failed' });
  assert.match(output, /FAILED s › b\n\s+Error: boom/);
  assert.match(output, /said before/);
});

test('shows a skip with its reason and lets it pass', () => {
  const { code, output, lastLine } = runPlanted(
    'skipping',
    `it('a', () => {}); it('b', { skip: 'no strace' }, () => {});`,
  );
  assert.deepEqual({ code, lastLine }, { code: 0, lastLine: '1 passed, 0 failed, 1 skipped' });
  assert.match(output, /SKIPPED b: no strace/);
});

test('fails a skip where all tools are required', () => {
  const body = `it('a', () => {}); it('b', (t) => { t.skip('no strace'); });`;
  const { code, output, lastLine } = runPlanted('required', body, { KEMPT_REQUIRE_TOOLS: '1' });
  assert.deepEqual({ code, lastLine }, { code: 1, lastLine: '1 passed, 1 failed' });
  assert.match(output, /SKIPPED b: no strace \(no skip is allowed here\)/);
});

test('fails a file that cannot be loaded and shows why', () => {
  const { code, output, lastLine } = runPlanted('crashing', `throw new Error('at load');`);
  assert.deepEqual({ code, lastLine }, { code: 1, lastLine: '0 passed, 1 failed' });
  assert.match(output, /Error: at load/);
});

test('fails a file without any test', () => {
  const { code, output, lastLine } = runPlanted('empty', `console.log(typeof it, typeof describe);`);
  assert.deepEqual({ code, lastLine }, { code: 1, lastLine: '0 passed, 1 failed' });
  assert.match(output, /no test in this file/);
});

test('fails a file that throws after its tests have ended', () => {
  const body = `it('a', () => { setTimeout(() => { throw new Error('too late'); }, 1); });`;
  const { code, output, lastLine } = runPlanted('late', body);
  assert.deepEqual({ code, lastLine }, { code: 1, lastLine: '1 passed, 1 failed' });
  assert.match(output, /too late/);
});
