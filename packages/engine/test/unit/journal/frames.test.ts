import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeFrame, FrameReader, type FrameDamage } from '../../../src/journal/frames.ts';

/** Bytes before the payload of a frame. */
const FRAME_HEAD = 9;
const LETTERS = ['B', 'b', 'o', 's', 'e', 'S'];
const record = fc.record(
  { type: fc.constantFrom(...LETTERS), payload: fc.uint8Array({ maxLength: 60 }) },
  { noNullPrototype: true },
);
type Record = typeof record extends fc.Arbitrary<infer T> ? T : never;

function file(records: readonly Record[]): Buffer {
  return Buffer.concat(records.map(({ type, payload }) => encodeFrame(type, payload)));
}

function readAll(bytes: Uint8Array, pieceBytes = bytes.length): { types: string; damage: FrameDamage | undefined } {
  const reader = new FrameReader();
  let types = '';
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    for (const { type } of reader.push(bytes.subarray(at, at + pieceBytes))) types += type;
  }
  return { types, damage: reader.finish() };
}

test('reads back what was framed, in pieces of any size, and says where each frame lies', () => {
  fc.assert(
    fc.property(fc.array(record), fc.integer({ min: 1, max: 50 }), (records, pieceBytes) => {
      const bytes = file(records);
      const reader = new FrameReader(100);
      const read: Record[] = [];
      for (let at = 0; at < bytes.length; at += pieceBytes) {
        for (const frame of reader.push(bytes.subarray(at, at + pieceBytes))) {
          read.push({ type: frame.type, payload: Uint8Array.from(frame.payload) });
          const again = bytes.subarray(frame.start - 100, frame.end - 100);
          assert.deepEqual(again, encodeFrame(frame.type, frame.payload));
        }
      }
      assert.deepEqual(read, records);
      assert.equal(reader.finish(), undefined);
      assert.equal(reader.offset, 100 + bytes.length);
    }),
  );
});

test('keeps every whole frame of a file that was cut at any byte, and calls the rest torn', () => {
  const records = LETTERS.map((type, i) => ({ type, payload: Buffer.alloc(i * 7, i) }));
  const bytes = file(records);
  const ends = records.map((_, i) => file(records.slice(0, i + 1)).length);
  for (let length = 0; length <= bytes.length; length++) {
    const whole = ends.filter((end) => end <= length).length;
    const { types, damage } = readAll(bytes.subarray(0, length));
    assert.equal(types, LETTERS.slice(0, whole).join(''), `cut at ${length}`);
    assert.equal(damage, length === 0 || ends.includes(length) ? undefined : 'torn', `cut at ${length}`);
  }
});

test('calls a file corrupt when any bit of any frame but the last one is flipped', () => {
  const records = LETTERS.map((type, i) => ({ type, payload: Buffer.alloc(5 + i, 0xa5) }));
  const bytes = file(records);
  const lastStart = file(records.slice(0, -1)).length;
  for (let at = 0; at < lastStart; at++) {
    for (let bit = 0; bit < 8; bit++) {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
      const { types, damage } = readAll(flipped, 16);
      assert.equal(damage, 'corrupt', `byte ${at}, bit ${bit}`);
      assert.ok(types.length < LETTERS.length && LETTERS.join('').startsWith(types));
    }
  }
});

test('takes a damaged last frame for torn, since a crash leaves the same', () => {
  const bytes = file([
    { type: 'B', payload: Buffer.from('whole') },
    { type: 'e', payload: Buffer.from('damaged') },
  ]);
  for (let at = FRAME_HEAD + 5; at < bytes.length; at++) {
    const flipped = Buffer.from(bytes);
    flipped[at] = (flipped[at] ?? 0) ^ 0x10;
    assert.deepEqual(readAll(flipped), { types: 'B', damage: 'torn' }, `byte ${at}`);
  }
});

test('takes zeros behind the last frame, and garbage, for torn', () => {
  const whole = file([{ type: 'B', payload: Buffer.from('whole') }]);
  for (const rest of [
    Buffer.alloc(3),
    Buffer.alloc(4096),
    Buffer.from('x'.repeat(100)),
    Buffer.from([9, 0, 0, 0, 1]),
  ]) {
    assert.deepEqual(readAll(Buffer.concat([whole, rest])), { types: 'B', damage: 'torn' });
  }
});

test('does not wait for a frame of an absurd length', () => {
  const head = Buffer.alloc(FRAME_HEAD);
  head.writeUInt32LE(0xffff_ffff, 0);
  assert.deepEqual(readAll(head), { types: '', damage: 'torn' });
  assert.deepEqual(readAll(Buffer.concat([head, file([{ type: 'e', payload: Buffer.alloc(0) }])])), {
    types: '',
    damage: 'corrupt',
  });
});
