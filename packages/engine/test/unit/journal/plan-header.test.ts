import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPlanCounts, isPlanHeader, isPlanProblems } from '../../../src/journal/plan-header.ts';
import { countsOf, HEADER } from './plan-samples.ts';

const ROOT = HEADER.roots[0];
const TIMES = { folder: { root: 0, path: 'a' }, expected_mtime: null, atime: 1n, mtime: 2n };

test('takes a header for one when every field has its type', () => {
  const whole = { ...HEADER, restore_times: [TIMES, { ...TIMES, expected_mtime: 5n }], undoes: 'x', type: 'undo' };
  assert.equal(isPlanHeader(whole), true);
  assert.equal(isPlanHeader({ ...whole, match: 'content', later: 'addition' }), true);
});

const WRONG: Readonly<Record<string, readonly unknown[]>> = {
  version: [2, '1'],
  plan_id: [1, '', '../x', 'a/b', 'x'.repeat(65)],
  type: ['delete', null],
  created_at: ['2024', null],
  roots: [
    [],
    {},
    [{ ...ROOT, path: '' }],
    [{ ...ROOT, path: '/a\0b' }],
    [{ ...ROOT, device: 1 }],
    [{ ...ROOT, inode: '1' }],
    [{ ...ROOT, file_system_id: 1 }],
    ['/'],
  ],
  destination: [1, -1, '0', 0.5],
  match: ['name', undefined],
  options: [null, []],
  undoes: [undefined, 1],
  restore_times: [
    {},
    [null],
    [{ ...TIMES, folder: '/etc' }],
    [{ ...TIMES, expected_mtime: 1 }],
    [{ ...TIMES, atime: 1 }],
    [{ ...TIMES, mtime: null }],
  ],
};

for (const [field, values] of Object.entries(WRONG)) {
  test(`refuses a header whose ${field} is none`, () => {
    for (const value of values) assert.equal(isPlanHeader({ ...HEADER, [field]: value }), false, String(value));
  });
}

test('refuses what is no header at all', () => {
  for (const value of [null, [], 'x', {}]) assert.equal(isPlanHeader(value), false);
});

test('takes counters for counters when every one is a number', () => {
  const counts = { ...countsOf(3), left: [{ reason: 'hidden', count: 1 }] };
  assert.equal(isPlanCounts(counts), true);
  assert.equal(isPlanCounts(null), false);
  for (const name of Object.keys(counts)) assert.equal(isPlanCounts({ ...counts, [name]: '1' }), false, name);
  for (const row of [null, { reason: 1, count: 1 }, { reason: 'hidden', count: '1' }]) {
    assert.equal(isPlanCounts({ ...counts, skipped: [row] }), false);
  }
});

test('takes problems for problems when each has path, code and message', () => {
  const problem = { path: '/a', code: 'unreadable', message: 'It cannot be read.' };
  assert.equal(isPlanProblems([problem]), true);
  assert.equal(isPlanProblems(problem), false);
  for (const name of ['path', 'code', 'message']) assert.equal(isPlanProblems([{ ...problem, [name]: 1 }]), false);
  assert.equal(isPlanProblems([null]), false);
});
