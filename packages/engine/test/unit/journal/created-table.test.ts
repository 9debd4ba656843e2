import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CreatedTable } from '../../../src/journal/created-table.ts';

const NO_HASH = new Uint8Array(0);

function fileNumber(i: number): { device: bigint; inode: bigint; mtime: bigint; hash: Uint8Array } {
  const hash = i % 3 === 0 ? NO_HASH : new Uint8Array(32).fill(1 + (i % 200));
  return { device: BigInt(i), inode: 2n ** 64n - 1n - BigInt(i), mtime: -BigInt(i), hash };
}

test('keeps what many steps created, whatever their numbers', () => {
  const table = new CreatedTable();
  for (let i = 0; i < 1000; i++) table.set(i * 7919, fileNumber(i));
  assert.equal(table.size, 1000);
  for (let i = 0; i < 1000; i++) assert.deepEqual(table.get(i * 7919), fileNumber(i));
  assert.equal(table.get(3), undefined);
});

test('lets a later note take the place of an earlier one, its hash included', () => {
  const table = new CreatedTable();
  table.set(5, fileNumber(1));
  table.set(5, fileNumber(3));
  assert.equal(table.size, 1);
  assert.deepEqual(table.get(5), fileNumber(3));
});
