import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { TestContext } from 'node:test';

/** The part of a test that can be skipped. */
export type Skippable = Pick<TestContext, 'skip'>;

/**
 * Whether a tool of the operating system is there for a test. One rule for all of them: it is there, or the test is
 * skipped with one loud line, and under `KEMPT_REQUIRE_TOOLS=1` a missing tool is a failure.
 *
 * @param t - the test that needs the tool
 * @param name - the program's name
 * @param env - the environment, for the tests of this function
 * @returns true when the program is on PATH; false when the test was skipped and must return at once
 * @throws Error when the tool is missing and required
 */
export function requireTool(t: Skippable, name: string, env = process.env): boolean {
  if (isOnPath(name, env['PATH'] ?? '')) return true;
  return skipOrFail(t, `${name} is not on PATH; this test needs it`, env);
}

/**
 * What every requirement does when the machine lacks something.
 *
 * @param t - the test that cannot run
 * @param sentence - what is missing
 * @param env - the environment
 * @returns false, for the test to return at once
 * @throws Error under `KEMPT_REQUIRE_TOOLS=1`
 */
export function skipOrFail(t: Skippable, sentence: string, env: NodeJS.ProcessEnv): false {
  if (env['KEMPT_REQUIRE_TOOLS'] === '1') throw new Error(`${sentence} and KEMPT_REQUIRE_TOOLS=1 requires it`);
  t.skip(`SKIPPED: ${sentence}`);
  return false;
}

function isOnPath(name: string, path: string): boolean {
  return path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
