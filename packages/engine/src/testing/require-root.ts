import { skipOrFail, type Skippable } from './require-tool.ts';

/**
 * Whether the process is root, for tests of ownership, mounts and the like. Otherwise the test is skipped, or fails
 * under `KEMPT_REQUIRE_TOOLS=1`.
 *
 * @param t - the test that needs it
 * @param env - the environment, for the tests of this function
 * @param uid - the effective user, undefined on Windows, for the tests of this function
 * @returns true for root; false when the test was skipped and must return at once
 * @throws Error when it is not root and tools are required
 */
export function requireRoot(t: Skippable, env = process.env, uid = process.geteuid?.()): boolean {
  return uid === 0 || skipOrFail(t, 'the user is not root; this test needs it', env);
}
