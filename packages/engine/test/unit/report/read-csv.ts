import assert from 'node:assert/strict';

/**
 * Reads RFC 4180 strictly.
 *
 * @param text - without its byte order mark
 * @returns cells by record
 */
export function readCsv(text: string): string[][] {
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  const records: string[][] = [[]];
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex;
    const found = cell.exec(text);
    assert.ok(found !== null, `not a cell: ${text.slice(at, at + 80)}`);
    records.at(-1)?.push((found[1] ?? found[2] ?? '').replaceAll('""', '"'));
    if (found[3] === '\r\n') records.push([]);
  }
  records.pop();
  return records;
}
