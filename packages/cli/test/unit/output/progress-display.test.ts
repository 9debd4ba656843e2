import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createProgressDisplay } from '../../../src/output/progress-display.ts';
import { createStyle } from '../../../src/output/style.ts';

function terminal(): {
  readonly stream: PassThrough & { isTTY: boolean; columns: number };
  readonly text: () => string;
} {
  let text = '';
  const stream = new PassThrough();
  stream.on('data', (piece: Buffer) => (text += piece.toString()));
  return { stream: Object.assign(stream, { isTTY: true, columns: 80 }), text: () => text };
}

test('writes nothing at all when it is not enabled, and still measures', () => {
  const { stream, text } = terminal();
  const display = createProgressDisplay({ stream, enabled: false, style: createStyle(false), now: () => 5000 });
  display.update({ phase: 'scanning', done: 1 });
  display.clear();
  assert.equal(text(), '');
  assert.deepEqual(
    display.phases().map(({ phase }) => phase),
    ['scanning'],
  );
});

test('shows quick work no line, and takes the line of long work away', async () => {
  const { stream, text } = terminal();
  let now = 0;
  const display = createProgressDisplay({ stream, enabled: true, style: createStyle(false), now: () => now });
  display.update({ phase: 'scanning', done: 1 });
  display.clear();
  assert.equal(text(), '');
  now = 1000;
  display.update({ phase: 'scanning', done: 76 });
  await import('cli-progress');
  await setImmediate();
  display.update({ phase: 'scanning', done: 77 });
  assert.match(text(), /scanning {5}77 files/);
  display.clear();
  // eslint-disable-next-line no-control-regex -- the line is cleared by a control sequence
  assert.match(text(), /\u001b\[2K\s*$/);
});
