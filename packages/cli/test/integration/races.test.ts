import { describe, test } from 'node:test';
import { PORTABLE_CALLS } from '../support/portable-calls.ts';
import { race } from '../support/races.ts';

/** With portable calls a file that replaces another one can be lost, see docs/safety.md: that is tried elsewhere. */
const CALLS = [
  ['native', { env: {}, acts: ['create', 'modify', 'replace', 'delete'] }],
  ['portable', { env: PORTABLE_CALLS, acts: ['create', 'modify', 'delete'] }],
] as const;

for (const command of ['organize', 'undo'] as const) {
  describe(`while ${command} moves files and another program is at work on them`, { concurrency: 2 }, () => {
    for (const [calls, options] of CALLS) {
      test(`nothing is overwritten or lost, and only what was raced for stays (${calls} calls)`, () =>
        race({ command, ...options }));
    }
  });
}
