import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { listenForInterruption } from '../../src/interruption.ts';

/** A process that only writes down how it was ended. */
class FakeProcess extends EventEmitter {
  readonly exits: number[] = [];

  exit(code: number): never {
    this.exits.push(code);
    throw new Error('ended');
  }
}

test('aborts at the first Ctrl-C and ends the process at the second', () => {
  const source = new FakeProcess();
  const signal = listenForInterruption(source);
  assert.equal(signal.aborted, false);
  source.emit('SIGINT');
  assert.equal(signal.aborted, true);
  assert.deepEqual(source.exits, []);
  assert.throws(() => source.emit('SIGINT'), /ended/);
  assert.deepEqual(source.exits, [130]);
});

test('takes SIGTERM the same way', () => {
  const source = new FakeProcess();
  const signal = listenForInterruption(source);
  source.emit('SIGTERM');
  assert.equal(signal.aborted, true);
});
