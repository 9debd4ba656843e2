import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { after, before, test } from 'node:test';
import { KemptError } from '@kempt/engine';
import { ThreadHost } from '../../../../src/platform/engine/thread-host.ts';
import type { EchoMethods } from './echo-worker.ts';

const FILE = new URL('./echo-worker.ts', import.meta.url);

let host: ThreadHost<EchoMethods>;
before(() => {
  host = new ThreadHost<EchoMethods>(FILE, undefined);
});
after(() => host.close());

test('answers what a method answers, and throws what it throws', async () => {
  assert.equal(await host.call('double', 21), 42);
  await assert.rejects(host.call('fail', 'no such luck'), { code: 'internal', message: 'no such luck' });
});

test('tells the thread that a call is no longer wanted', async () => {
  const { signal, abort } = abortable();
  const called = host.call('untilAborted', undefined, { signal });
  abort();
  assert.equal(await called, 'aborted');
});

test('tells the thread of a signal that was aborted before the call', async () => {
  assert.equal(await host.call('untilAborted', undefined, { signal: AbortSignal.abort() }), 'aborted');
});

test('leaves nothing on a signal that outlives the call', async () => {
  const { signal } = abortable();
  await host.call('double', 1, { signal });
  await assert.rejects(host.call('fail', 'x', { signal }));
  assert.deepEqual(getEventListeners(signal, 'abort'), []);
});

test('carries a question to whoever called, and the answer back', async () => {
  const asked: string[] = [];
  const onQuestion = (subject: string): Promise<void> => {
    asked.push(subject);
    return Promise.resolve();
  };
  assert.equal(await host.call('leave', 'batch', { onQuestion }), 'went on');
  assert.deepEqual(asked, ['batch']);
  const refuse = (): Promise<void> => Promise.reject(new KemptError('operation_busy', 'Not now.'));
  await assert.rejects(host.call('leave', 'batch', { onQuestion: refuse }), { code: 'operation_busy' });
});

test('hands rows over as they are taken, however many, and stops where nobody takes more', async () => {
  const taken: number[] = [];
  for await (const number of host.rows('count', 1201)) taken.push(number);
  assert.deepEqual([taken.length, taken.at(-1)], [1201, 1200]);
  for await (const number of host.rows('count', Infinity)) if (number === 700) break;
  assert.equal(await host.call('double', 2), 4);
});

test('fails every call of a thread that ended, those to come as well', async () => {
  const ending = new ThreadHost<EchoMethods>(FILE, undefined);
  const waiting = ending.call('untilAborted', undefined);
  await assert.rejects(ending.call('end', undefined), { code: 'internal' });
  await assert.rejects(waiting, { code: 'internal' });
  await assert.rejects(ending.call('double', 1), { code: 'internal' });
  assert.equal(ending.ended, true);
  await ending.close();
});

function abortable(): { readonly signal: AbortSignal; readonly abort: () => void } {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    abort: () => {
      controller.abort();
    },
  };
}
