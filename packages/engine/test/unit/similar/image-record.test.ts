import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ImageRecords } from '../../../src/similar/image-record.ts';

const RECORD = { low: 0xffff_fffe, high: 0x8000_0001, width: 12_000, height: 9000, detail: 60 };

test('keeps what is known of an image, and knows what it does not know', () => {
  const records = new ImageRecords(3);
  records.set(1, RECORD);
  assert.deepEqual([records.isKnown(0), records.isKnown(1), records.isKnown(2)], [false, true, false]);
  assert.deepEqual(records.get(1), RECORD);
  const picked = records.pick(Uint32Array.of(2, 1));
  assert.deepEqual([picked.isKnown(0), picked.get(1), picked.bytes.length], [false, RECORD, 64]);
});

test('knows nothing of what was made in another way', () => {
  const records = new ImageRecords(1);
  records.set(0, RECORD);
  records.bytes.set(new Uint8Array([99, 0, 0, 0]), 20);
  assert.equal(records.isKnown(0), false);
});
