import assert from 'node:assert/strict';
import { test } from 'node:test';
import { displayWidth } from '../../../src/output/display-width.ts';
import { table } from '../../../src/output/table.ts';

const COLUMNS = [
  { title: 'Name', flexible: true },
  { title: 'Size', align: 'right' },
] as const;

test('aligns columns, numbers to the right', () => {
  const lines = table(
    [
      ['a', '1'],
      ['long name', '1000'],
    ],
    { columns: COLUMNS, width: 80 },
  );
  assert.deepEqual(lines, ['a             1', 'long name  1000']);
});

test('puts titles above rows when asked, and none above nothing', () => {
  const heading = (line: string): string => `<${line}>`;
  assert.deepEqual(table([['a', '1']], { columns: COLUMNS, width: 80, heading, indent: '  ' }), [
    '<  Name  Size>',
    '  a        1',
  ]);
  assert.deepEqual(table([], { columns: COLUMNS, width: 80, heading }), []);
});

test('shortens flexible cells until the table fits', () => {
  const lines = table([['a/very/long/path/to/some/file.txt', '12 MB']], { columns: COLUMNS, width: 20, indent: ' ' });
  assert.deepEqual(lines.map(displayWidth), [20]);
  assert.match(lines.join(''), /^ a\/ver.*….*\.txt {2}12 MB$/);
});

test('shortens the widest flexible column first', () => {
  const columns = [
    { title: '', flexible: true },
    { title: '', flexible: true },
  ];
  const lines = table([['short-one', 'x'.repeat(40)]], { columns, width: 30 });
  assert.match(lines.join(''), /^short-one {2}x+…x+$/);
});

test('lets a table be too wide rather than unreadable', () => {
  const lines = table([['abcdefghijkl', '123456789']], { columns: COLUMNS, width: 5 });
  assert.deepEqual(lines, ['abcd…jkl  123456789']);
});

test('paints cells after their width was measured', () => {
  const paint = (cell: string): string => `\u001b[1m${cell}\u001b[22m`;
  const lines = table([['a', 'b']], { columns: [{ title: '', paint }, { title: '' }], width: 80 });
  assert.deepEqual(lines, ['\u001b[1ma\u001b[22m  b']);
});

test('takes a missing cell as empty', () => {
  assert.deepEqual(table([['a']], { columns: COLUMNS, width: 80 }), ['a']);
});
