import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorCode, readHistory } from '../../../src/testing/torture-history.ts';

describe('readHistory', () => {
  it('reads what it needs of every operation, in order', () => {
    const row = { operation_id: '2', type: 'undo', status: 'completed', undone: 'no', more: 1 };
    assert.deepEqual(readHistory(JSON.stringify({ operations: [row, { operation_id: '1' }] })), [
      { id: '2', type: 'undo', status: 'completed', undone: 'no' },
      { id: '1', type: '', status: '', undone: '' },
    ]);
  });

  it('refuses anything else', () => {
    for (const json of ['null', '{}', '[]', '{"operations":{}}', '{"operations":[1]}', 'nothing']) {
      assert.throws(() => readHistory(json), Error, json);
    }
  });
});

describe('errorCode', () => {
  it('reads the code of a printed error and nothing from an answer', () => {
    assert.equal(errorCode('{"error":{"code":"tree_busy","message":""}}'), 'tree_busy');
    for (const json of ['', ' \n', '{}', 'null', '{"error":null}', '{"error":{"code":5}}'])
      assert.equal(errorCode(json), '');
  });
});
