import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { createLogSink, type LogStream } from '../../../../src/platform/log/create-log-sink.ts';

const options = { write: (line: string) => line, tellDropped: (count: number) => `dropped ${count}\n` };

test('drops lines that nobody reads, says how many, and goes on', () => {
  const lines: string[] = [];
  const stream = { writableLength: 0, write: (line: string) => void lines.push(line) };
  const sink = createLogSink(stream, options);
  sink.write('a\n');
  stream.writableLength = 64 * 1024 * 1024;
  for (let i = 0; i < 3; i++) sink.write('lost\n');
  stream.writableLength = 0;
  sink.write('b\n');
  assert.deepEqual(lines, ['a\n', 'dropped 3\n', 'b\n']);
});

test('outlives a stream that breaks, at once or later', () => {
  const lines: string[] = [];
  let broken = true;
  const emitter = new EventEmitter();
  const stream: LogStream = {
    on: (event, listener) => emitter.on(event, listener),
    write: (line) => {
      if (broken) throw new Error('ENOSPC');
      lines.push(line);
    },
  };
  const sink = createLogSink(stream, options);
  sink.write('lost\n');
  emitter.emit('error', new Error('EPIPE'));
  broken = false;
  sink.write('a\n');
  assert.deepEqual(lines, ['dropped 1\n', 'a\n']);
});
