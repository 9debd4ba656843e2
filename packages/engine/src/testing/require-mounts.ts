import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireRoot } from './require-root.ts';
import { requireTool, skipOrFail, type Skippable } from './require-tool.ts';

/**
 * Whether file systems can be mounted, which takes Linux, root and a sandbox that allows it; one is mounted to find
 * out. Otherwise the test is skipped, or fails under `KEMPT_REQUIRE_TOOLS=1`.
 *
 * @param t - the test that needs it
 * @param env - the environment, for the tests of this function
 * @returns true when a tmpfs could be mounted; false when the test was skipped and must return at once
 * @throws Error when nothing can be mounted and tools are required
 */
export function requireMounts(t: Skippable, env = process.env): boolean {
  if (!requireRoot(t, env) || !requireTool(t, 'mount', env)) return false;
  return tryMount(env) || skipOrFail(t, 'nothing can be mounted here; this test needs it', env);
}

function tryMount(env: NodeJS.ProcessEnv): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'kempt-mount-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', folder], { env }).status === 0;
  if (mounted) spawnSync('umount', [folder], { env });
  rmdirSync(folder);
  return mounted;
}
