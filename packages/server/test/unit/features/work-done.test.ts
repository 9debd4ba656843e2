import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JobResult } from '../../../src/features/operations/operation-job.ts';
import { workDone, type CountedBefore } from '../../../src/features/operations/work-done.ts';

const NOTHING: JobResult['counters'] = {
  filesScanned: 0,
  filesPlanned: 0,
  filesProcessed: 0,
  filesCompleted: 0,
  filesSkipped: 0,
  filesFailed: 0,
  duplicatesFound: 0,
  spaceSavedBytes: 0,
  bytesProcessed: 0,
};
const row = (more: Partial<CountedBefore> = {}): CountedBefore => ({ type: 'organize', ...NOTHING, ...more });
const result = (more: Partial<JobResult['counters']>, kind: JobResult['kind'] = 'done'): JobResult => ({
  kind,
  status: 'completed',
  counters: { ...NOTHING, ...more },
  planDigest: null,
  problems: [],
  result: {},
  hasRecords: true,
});

test('counts what an operation did', () => {
  const done = result({
    filesCompleted: 3,
    bytesProcessed: 30,
    filesFailed: 1,
    duplicatesFound: 2,
    spaceSavedBytes: 5,
  });
  assert.deepEqual(workDone(row(), done), {
    filesOrganized: 3,
    bytesOrganized: 30,
    filesFailed: 1,
    duplicatesFound: 2,
    spaceReclaimedBytes: 5,
  });
});

test('counts of one that goes on only what is new', () => {
  const before = row({ filesCompleted: 2, bytesProcessed: 20, filesFailed: 1, duplicatesFound: 2 });
  const done = result({
    filesCompleted: 3,
    bytesProcessed: 30,
    filesFailed: 1,
    duplicatesFound: 2,
    spaceSavedBytes: 5,
  });
  assert.partialDeepStrictEqual(workDone(before, done), {
    filesOrganized: 1,
    bytesOrganized: 10,
    filesFailed: 0,
    duplicatesFound: 0,
    spaceReclaimedBytes: 5,
  });
});

test('takes no progress of a worker that died for bytes that were counted', () => {
  const before = row({ bytesProcessed: 20 });
  assert.equal(workDone(before, result({ filesCompleted: 3, bytesProcessed: 30 })).bytesOrganized, 30);
});

test('organizes nothing in a preview, or by taking back', () => {
  const counters = { filesCompleted: 3, bytesProcessed: 30 };
  assert.equal(workDone(row(), result(counters, 'planned')).filesOrganized, 0);
  const back = workDone(row({ type: 'rollback' }), result(counters));
  assert.deepEqual([back.filesOrganized, back.bytesOrganized], [0, 0]);
});
