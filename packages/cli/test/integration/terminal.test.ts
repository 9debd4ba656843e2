import { requireTool } from '@kempt/engine/testing/require-tool';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { LAUNCHER, temporaryFolder, type Ended } from '../support/kempt-process.ts';
import { fillMessyFolder, snapshot } from '../support/messy-folder.ts';

const END_OF_INPUT = '\u0004';
const CTRL_C = '\u0003';

/** Runs `kempt organize` on a pseudo terminal and types something once the question is there. */
async function answer(root: string, typed: string): Promise<Omit<Ended, 'stderr'>> {
  const command = [process.execPath, LAUNCHER, 'organize', root].map((word) => `'${word}'`).join(' ');
  const args = process.platform === 'linux' ? ['-qec', command, '/dev/null'] : ['-q', '/dev/null', 'sh', '-c', command];
  const child = spawn('script', args, {
    env: { ...process.env, KEMPT_HOME: join(root, '..', 'state'), TERM: 'xterm', NO_COLOR: '1' },
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const asked = stdout.includes('[y/N]');
    stdout += text;
    if (!asked && stdout.includes('[y/N]')) child.stdin.write(typed);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, stdout };
}

function scene(t: TestContext): string | undefined {
  return requireTool(t, 'script') ? fillMessyFolder(join(temporaryFolder(), 'messy')) : undefined;
}

for (const [what, typed] of [
  ['no', 'n\n'],
  ['nothing', '\n'],
  ['the end of the input (Ctrl-D)', END_OF_INPUT],
  ['Ctrl-C', CTRL_C],
] as const) {
  test(`on a terminal, ${what} leaves everything as it is and exits 130`, async (t) => {
    const root = scene(t);
    if (root === undefined) return;
    const before = snapshot(root);
    const { code, stdout } = await answer(root, typed);
    assert.equal(code, 130);
    assert.match(stdout, /Move \d+ files\? \[y\/N\] /);
    assert.match(stdout, /Nothing was changed\.\s*$/);
    assert.doesNotMatch(stdout, /Stopping/);
    assert.deepEqual(snapshot(root), before);
  });
}

test('on a terminal, yes carries the plan out', async (t) => {
  const root = scene(t);
  if (root === undefined) return;
  const before = snapshot(root);
  const { code, stdout } = await answer(root, 'y\n');
  assert.equal(code, 0);
  assert.match(stdout, /Done: \d+ files/);
  assert.notDeepEqual(snapshot(root), before);
});
