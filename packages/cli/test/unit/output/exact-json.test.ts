import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exactJson } from '../../../src/output/exact-json.ts';

test('writes integers beyond 2^53 exactly', () => {
  assert.equal(
    exactJson({ inode: 18446744073709551615n, list: [1n, 2] }),
    '{"inode":18446744073709551615,"list":[1,2]}',
  );
});

test('writes plain data on one line', () => {
  assert.equal(exactJson({ a: 'x\ny', b: null, c: undefined }), '{"a":"x\\ny","b":null}');
});

test('writes a level a line for people, still exactly', () => {
  assert.equal(exactJson({ a: [18446744073709551615n] }, 2), '{\n  "a": [\n    18446744073709551615\n  ]\n}');
});
