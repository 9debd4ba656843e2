import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readEvent, writeEvent, type OperationEvent } from '../../../../src/platform/events/operation-event.ts';

const about = { operation_id: '20260101-000000-000-abcd', root_id: '00000000-0000-4000-8000-000000000000' };

const progressAt = (last_path: string | null): OperationEvent => ({
  kind: 'progress',
  ...about,
  progress: {
    phase: 'applying',
    percent: 1,
    files_done: 1,
    files_total: 100,
    files_per_second: 0.1,
    eta_seconds: 1e9,
    last_path,
  },
  files_processed: Number.MAX_SAFE_INTEGER,
  bytes_processed: Number.MAX_SAFE_INTEGER,
});

test('fits into a notification whatever the path is, and is read as it was written', () => {
  const paths = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 5000, size: 'max' }),
    fc.integer({ min: 0, max: 65535 }).map((unit) => String.fromCharCode(unit).repeat(4096)),
  );
  fc.assert(
    fc.property(paths, (path) => {
      const text = writeEvent(progressAt(path));
      assert.ok(Buffer.byteLength(text) < 8000, `${Buffer.byteLength(text)} bytes`);
      assert.equal(readEvent(text)?.kind, 'progress');
    }),
  );
});

test('keeps the end of a long path and all of a short one', () => {
  const pathOf = (path: string): unknown => {
    const event = readEvent(writeEvent(progressAt(path)));
    return event?.kind === 'progress' ? event.progress.last_path : undefined;
  };
  assert.equal(pathOf('/a/b'), '/a/b');
  assert.match(String(pathOf(`/${'ä'.repeat(4000)}/end`)), /^…ä+\/end$/);
});

for (const text of [
  '',
  'no JSON',
  '{}',
  '[]',
  '{"kind":"changed"}',
  '{"kind":"changed","operation_id":1,"root_id":null}',
]) {
  test(`hears nothing in ${JSON.stringify(text)}`, () => {
    assert.equal(readEvent(text), undefined);
  });
}

test('hears that a row has changed', () => {
  assert.deepEqual(readEvent(writeEvent({ kind: 'changed', ...about })), { kind: 'changed', ...about });
});
