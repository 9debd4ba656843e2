import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeRaw } from '../../../src/names/raw-string.ts';
import { FileTable, NO_FOLDER, type NewEntry } from '../../../src/table/file-table.ts';
import { nameBytes } from '../names/any-bytes.ts';

function entry(name: Uint8Array, row: number, folder: number): NewEntry {
  return {
    folder,
    name,
    kind: row % 7,
    size: row * 3,
    mtime: -BigInt(row),
    device: BigInt(row) + 2n ** 63n,
    inode: BigInt(row) * 5n,
    links: row + 1,
    left: row % 25,
  };
}

test('keeps every column and every name across growth', () => {
  const table = new FileTable();
  table.addFolder(NO_FOLDER, new Uint8Array(0));
  const rows = 5000;
  for (let row = 0; row < rows; row++) {
    if (row % 5 === 0) table.addNamedFolder(row % 3 === 0 ? 0 : Math.floor(row / 10), `folder ${row}`);
    assert.equal(table.addEntry(entry(Buffer.from(`name ${row}`), row, row % table.folderCount)), row);
  }
  assert.equal(table.count, rows);
  assert.equal(table.folderCount, 1001);
  for (let row = 0; row < rows; row++) {
    assert.equal(table.name(row), `name ${row}`);
    assert.equal(table.size[row], row * 3);
    assert.equal(table.mtime[row], -BigInt(row));
    assert.equal(table.device[row], BigInt(row) + 2n ** 63n);
    assert.equal(table.inode[row], BigInt(row) * 5n);
    assert.equal(table.links[row], row + 1);
    assert.equal(table.kind[row], row % 7);
    assert.equal(table.left[row], row % 25);
    assert.equal(table.category[row], 0);
    assert.equal(table.mimetype[row], 0);
  }
  assert.equal(table.folderPath(1), 'folder 0');
});

test('knows paths made of any bytes', () => {
  fc.assert(
    fc.property(fc.array(nameBytes, { minLength: 1, maxLength: 6 }), nameBytes, (above, name) => {
      const table = new FileTable();
      let folder = table.addFolder(NO_FOLDER, new Uint8Array(0));
      for (const part of above) folder = table.addFolder(folder, part);
      const row = table.addEntry(entry(name, 1, folder));
      const path = [...above, name].map((part) => decodeRaw(part)).join('/');
      assert.equal(table.path(row), path);
      assert.equal(table.folderPath(folder), table.folderPath(folder));
      assert.deepEqual([...table.nameBytes(row)], [...name]);
    }),
  );
});

test('a file in the root has no folder in its path, and the root has no parent', () => {
  const table = new FileTable();
  const root = table.addFolder(NO_FOLDER, new Uint8Array(0));
  assert.equal(table.path(table.addEntry(entry(Buffer.from('a'), 0, root))), 'a');
  assert.equal(table.parentOf(root), NO_FOLDER);
  assert.equal(table.parentOf(table.addNamedFolder(root, 'b')), root);
});
