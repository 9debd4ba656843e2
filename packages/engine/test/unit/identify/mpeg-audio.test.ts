import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mpegAudioOf } from '../../../src/identify/mpeg-audio.ts';

/** Two frames with the same header, the second `length` bytes behind the first. */
function frames(header: readonly number[], length: number): Uint8Array {
  const head = new Uint8Array(length + 16);
  head.set(header, 0);
  head.set(header, length);
  return head;
}

test('two frames in a row tell the layer', () => {
  assert.equal(mpegAudioOf(frames([0xff, 0xfb, 0x90, 0x64], 417)), 'mp3');
  assert.equal(mpegAudioOf(frames([0xff, 0xfb, 0x92, 0x64], 418)), 'mp3');
  assert.equal(mpegAudioOf(frames([0xff, 0xf3, 0x84, 0x64], 192)), 'mp3');
  assert.equal(mpegAudioOf(frames([0xff, 0xe3, 0x84, 0x64], 384)), 'mp3');
  assert.equal(mpegAudioOf(frames([0xff, 0xfd, 0x90, 0x04], 522)), 'mp2');
  assert.equal(mpegAudioOf(frames([0xff, 0xf5, 0x90, 0x04], 522)), 'mp2');
  assert.equal(mpegAudioOf(frames([0xff, 0xff, 0x90, 0x04], 312)), 'mp1');
  assert.equal(mpegAudioOf(frames([0xff, 0xf7, 0x90, 0x04], 312)), 'mp1');
  assert.equal(mpegAudioOf(frames([0xff, 0xf1, 0x50, 0x80, 0x02, 0x1f, 0xfc], 16)), 'aac');
});

test('one frame, another kind of frame behind it, or reserved values prove nothing', () => {
  const alone = new Uint8Array(1000);
  alone.set([0xff, 0xfb, 0x90, 0x64]);
  assert.equal(mpegAudioOf(alone), undefined);
  const mixed = frames([0xff, 0xfb, 0x90, 0x64], 417);
  mixed.set([0xff, 0xfd, 0x90], 417);
  assert.equal(mpegAudioOf(mixed), undefined);
  for (const header of [
    [0xff, 0xeb, 0x90],
    [0xff, 0xfb, 0xf0],
    [0xff, 0xfb, 0x9c],
    [0xff, 0xfb, 0x00],
    [0xff, 0xe1, 0x90],
    [0xff, 0xf1, 0x50, 0x80, 0, 0x1f],
    [0x00, 0xfb, 0x90],
  ]) {
    assert.equal(mpegAudioOf(frames(header, 417)), undefined, String(header));
  }
});

test('any bytes are looked at without harm', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), (head) => void mpegAudioOf(Uint8Array.of(0xff, ...head))));
});
