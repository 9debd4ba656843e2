import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FileRecord, PlanStep } from '@kempt/engine';
import { planPage, type PlanReader } from '../../../../src/platform/engine/plan-page.ts';

const PLAN = { operationId: '20260101-000000-000-0000' };

/** An engine with four steps, of which the third one was skipped and the last one not reached. */
function reader(): PlanReader & { readonly open: number } {
  const facts = { category: 'documents', size_bytes: 1, action: 'move' } as const;
  const state = { open: 0 };
  const opened = async function* <T>(rows: readonly T[]): AsyncGenerator<T> {
    state.open++;
    try {
      for (const row of rows) yield await Promise.resolve(row);
    } finally {
      state.open--;
    }
  };
  const step = (at: number): PlanStep => ({
    ...facts,
    step: at,
    original_path: `/a/${at}`,
    new_path: `/b/${at}`,
  });
  const record = (at: number, outcome: string): FileRecord => ({
    ...facts,
    step: at,
    original_path: `/a/${at}`,
    new_path: `/b/${at}`,
    outcome,
    message: '',
    mimetype: 'text/plain',
  });
  return {
    get open() {
      return state.open;
    },
    planSteps: () => opened([0, 1, 2, 3].map(step)),
    fileRecords: () =>
      opened([
        record(0, 'completed'),
        record(1, 'completed'),
        record(2, 'dependency_skipped'),
        record(3, 'not_attempted'),
      ]),
  };
}

const ask = async (engine: PlanReader, status: 'planned' | 'completed' | 'skipped', limit = 10) =>
  (await planPage(engine, { plan: PLAN, from: 0, limit, status })).map(({ step }) => step);

test('answers the steps of which that became', async () => {
  assert.deepEqual(await ask(reader(), 'completed'), [0, 1]);
  assert.deepEqual(await ask(reader(), 'skipped'), [2]);
  assert.deepEqual(await ask(reader(), 'planned'), [3]);
});

test('leaves nothing open, where a page is full and where there is no such plan', async () => {
  const full = reader();
  assert.deepEqual(await ask(full, 'completed', 1), [0]);
  assert.equal(full.open, 0);
  const gone = (): AsyncIterable<never> => ({
    [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('there is no such operation')) }),
  });
  await assert.rejects(ask({ planSteps: gone, fileRecords: gone }, 'completed'), /no such operation/);
});
