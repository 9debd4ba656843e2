import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { KemptError } from '../../../src/errors/kempt-error.ts';
import { createImageDecoder } from '../../../src/images/create-image-decoder.ts';
import type { DecodedImage, ImageDecoder, ImageRefusal } from '../../../src/ports/image-decoder.ts';

const program = new URL('./misbehaving-decoder.ts', import.meta.url);
const [GOOD, EXITS, CRASHES, HANGS, NONE, LIES] = [0, 1, 2, 3, 4, 5].map((first) => Uint8Array.of(first, 9));
let decoder: ImageDecoder | undefined;

afterEach(async () => {
  await decoder?.close();
});

function open(patience = 60_000): (bytes: Uint8Array | undefined) => Promise<DecodedImage | ImageRefusal> {
  const opened = (decoder = createImageDecoder({ program, patience }));
  return (bytes = new Uint8Array(0)) => opened.decode(bytes);
}

async function processOf(answer: Promise<DecodedImage | ImageRefusal>): Promise<number> {
  const decoded = await answer;
  assert.ok(!('refused' in decoded), JSON.stringify(decoded));
  assert.deepEqual(new Set(decoded.grey), new Set([9]));
  return decoded.width;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('decodes one image after the other in one process, and others beside it', async () => {
  const decode = open();
  const first = await processOf(decode(GOOD));
  assert.equal(await processOf(decode(GOOD)), first);
  const both = await Promise.all([processOf(decode(GOOD)), processOf(decode(GOOD))]);
  assert.equal(new Set(both).size, 2);
  assert.ok(!both.includes(process.pid));
});

test('loses nothing but the image that takes a process down', async () => {
  const decode = open();
  assert.deepEqual(await decode(EXITS), { refused: 'image_decoder_ended', words: 'exit 3' });
  await processOf(decode(GOOD));
  const crashed = await decode(CRASHES);
  assert.ok('refused' in crashed && crashed.refused === 'image_decoder_ended');
  await processOf(decode(GOOD));
});

test('takes no answer for an image that is none', async () => {
  const lied = await open()(LIES);
  assert.ok('refused' in lied && lied.refused === 'image_damaged');
});

test('gives up an image that takes too long', async () => {
  const decode = open(2000);
  assert.deepEqual(await decode(HANGS), { refused: 'image_too_slow', words: '' });
  await processOf(decode(GOOD));
});

test('says when no image can be decoded at all', async () => {
  await assert.rejects(open()(NONE), (error: unknown) => {
    assert.ok(error instanceof KemptError && error.code === 'images_not_supported');
    assert.match(error.message, /^Images cannot be decoded here: no decoder\.$/);
    return error.hint !== undefined;
  });
});

test('leaves no process behind, not even one that is busy', async () => {
  const decode = open();
  const pid = await processOf(decode(GOOD));
  const hanging = decode(HANGS);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await decoder?.close();
  assert.ok('refused' in (await hanging));
  assert.equal(isRunning(pid), false);
});
