import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { createOutlet, OutputClosed } from '../../../src/output/outlet.ts';
import { createRowWriter } from '../../../src/output/row-writer.ts';

/** A stream that takes what is written when it is told to. */
function slowStream(): { readonly stream: Writable; readonly taken: string[]; readonly release: () => void } {
  const taken: string[] = [];
  let waiting: (() => void) | undefined;
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      waiting = () => {
        taken.push(chunk);
        done();
      };
    },
  });
  return { stream, taken, release: () => waiting?.() };
}

/** A stream whose writes fail. */
function brokenStream(code: string): Writable {
  return new Writable({
    write(_chunk, _encoding, done) {
      done(Object.assign(new Error(code), { code, syscall: 'write' }));
    },
  });
}

test('waits until the stream took the text', async () => {
  const { stream, taken, release } = slowStream();
  const writing = createOutlet(stream).write('x');
  await Promise.resolve();
  assert.deepEqual(taken, []);
  release();
  await writing;
  assert.deepEqual(taken, ['x']);
});

test('says that nobody reads any more, at once and ever after', async () => {
  const outlet = createOutlet(brokenStream('EPIPE'));
  await assert.rejects(outlet.write('x'), OutputClosed);
  await assert.rejects(outlet.write('y'), OutputClosed);
});

test('gives other errors of writing as they are', async () => {
  await assert.rejects(createOutlet(brokenStream('ENOSPC')).write('x'), { code: 'ENOSPC' });
});

test('takes a destroyed stream for one nobody reads', async () => {
  const { stream } = slowStream();
  const outlet = createOutlet(stream);
  stream.destroy();
  await assert.rejects(outlet.write('x'), OutputClosed);
});

test('survives an error between two writes', async () => {
  const { stream } = slowStream();
  const outlet = createOutlet(stream);
  stream.destroy(Object.assign(new Error('gone'), { code: 'EPIPE' }));
  await new Promise((resolve) => stream.once('close', resolve));
  await assert.rejects(outlet.write('x'), OutputClosed);
});

test('writes rows as JSON lines, many in one piece', async () => {
  const pieces: string[] = [];
  const rows = createRowWriter({ write: (text) => Promise.resolve(void pieces.push(text)) });
  for (let i = 0; i < 3; i++) await rows.write({ i });
  assert.deepEqual(pieces, []);
  await rows.flush();
  assert.deepEqual(pieces, ['{"i":0}\n{"i":1}\n{"i":2}\n']);
});

test('writes a full block of rows before the end', async () => {
  const pieces: string[] = [];
  const rows = createRowWriter({ write: (text) => Promise.resolve(void pieces.push(text)) });
  await rows.write({ long: 'x'.repeat(70_000) });
  assert.equal(pieces.length, 1);
});
