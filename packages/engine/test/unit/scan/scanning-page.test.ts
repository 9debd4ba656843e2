import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { FAULT_REASONS, LEFT_REASONS } from '@kempt/contracts';
import { IN_PROGRESS_ENDINGS } from '../../../src/scan/downloads-in-progress.ts';
import { MARKER_ENDINGS, MARKER_NAMES, PACKAGE_ENDINGS } from '../../../src/scan/project-markers.ts';

const PAGE = readFileSync(new URL('../../../../../docs/scanning.md', import.meta.url), 'utf8');
/** `none` is not left, a missing field ends the command, and nothing gives the other two so far. */
const NEVER_GIVEN: readonly string[] = ['none', 'missing_field', 'max_depth', 'io_error'];

function wordsBetween(mark: string): readonly string[] {
  const part = PAGE.split(`<!-- ${mark} -->`)[1]?.split(`<!-- /${mark} -->`)[0] ?? '';
  return Array.from(part.matchAll(/`([^`]+)`/g), ([, word = '']) => word);
}

test('the page lists every marker of a project, and no other', () => {
  assert.deepEqual(wordsBetween('markers'), [...MARKER_NAMES, ...MARKER_ENDINGS, ...PACKAGE_ENDINGS]);
});

test('the page lists every ending of a download in progress, and no other', () => {
  assert.deepEqual(wordsBetween('downloads'), IN_PROGRESS_ENDINGS);
});

test('the page explains every reason why something is left, and says which are faults', () => {
  const rows = Array.from(PAGE.matchAll(/^\| `(\w+)` .*$/gm), ([row, reason = '']) => [reason, row] as const);
  assert.deepEqual(
    rows.map(([reason]) => reason).sort(),
    LEFT_REASONS.filter((reason) => !NEVER_GIVEN.includes(reason)).sort(),
  );
  assert.deepEqual(
    rows
      .filter(([, row]) => row.includes('**counts as a fault**'))
      .map(([reason]) => reason)
      .sort(),
    [...FAULT_REASONS].filter((reason) => !NEVER_GIVEN.includes(reason)).sort(),
  );
});
