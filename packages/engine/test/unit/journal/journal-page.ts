import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

/** The text of docs/journal-format.md. */
export const PAGE = readFileSync(new URL('../../../../../docs/journal-format.md', import.meta.url), 'utf8');

/** A frame as the page's own code reads it. */
export interface PageFrame {
  readonly type: string;
  readonly payload: Buffer;
  readonly start: number;
}

/** What the page's own code makes of a file. */
export interface PageFrames {
  readonly frames: readonly PageFrame[];
  readonly damage: string;
}

/**
 * The cells of a table of the page.
 *
 * @param firstColumns - beginning of its header row, as text of the first cells
 * @returns the cells of each row, without code marks
 */
export function tableOf(...firstColumns: readonly string[]): readonly (readonly string[])[] {
  const lines = PAGE.split('\n');
  const start = lines.findIndex((line) => firstColumns.every((name, i) => cellsOf(line)[i] === name));
  assert.notEqual(start, -1, `the page has no table ${firstColumns.join(', ')}`);
  const end = lines.findIndex((line, i) => i > start && !line.startsWith('|'));
  return lines.slice(start + 2, end).map(cellsOf);
}

function cellsOf(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('`', ''));
}

/**
 * Loads the code of the page.
 *
 * @returns its function `readFrames`
 */
export async function loadPageCode(): Promise<(bytes: Buffer) => PageFrames> {
  const code = /^```js\n([^]*?)^```$/m.exec(PAGE)?.[1] ?? '';
  const module = (await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`)) as unknown;
  assert.ok(typeof module === 'object' && module !== null && 'readFrames' in module);
  return module.readFrames as (bytes: Buffer) => PageFrames;
}

/**
 * Reads JSON as the page describes it.
 *
 * @param payload - bytes of the JSON
 * @returns the value, integers of `$n` as bigint
 */
export function readJson(payload: Buffer): unknown {
  return JSON.parse(payload.toString('utf8'), (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('$n' in value)) return value;
    return BigInt(String(value.$n));
  }) as unknown;
}

/** One value of a column: a number, or a bigint for types of 64 bits. */
type Cell = number | bigint;

const READERS: Readonly<Record<string, { readonly size: number; readonly read: (at: Buffer) => Cell }>> = {
  u8: { size: 1, read: (at) => at.readUInt8() },
  u32: { size: 4, read: (at) => at.readUInt32LE() },
  u64: { size: 8, read: (at) => at.readBigUInt64LE() },
  i64: { size: 8, read: (at) => at.readBigInt64LE() },
  f64: { size: 8, read: (at) => at.readDoubleLE() },
};

/** A batch as the page describes it. */
export interface PageBatch {
  readonly head: Readonly<Record<string, unknown>>;
  /** Values of each column; those of `names` and `hash` are single bytes. */
  readonly columns: Readonly<Record<string, readonly Cell[]>>;
  /** Source name and target name of each step. */
  readonly names: readonly (readonly [Buffer, Buffer])[];
}

/**
 * Reads a batch by the page's table of columns.
 *
 * @param payload - payload of an `S` frame
 * @returns head and columns
 */
export function readBatch(payload: Buffer): PageBatch {
  const headLength = payload.readUInt32LE(0);
  const head = readJson(payload.subarray(8, 8 + headLength)) as Readonly<Record<string, unknown>>;
  let at = padded(8 + headLength);
  const columns: Record<string, readonly Cell[]> = {};
  for (const [name = '', type = '', perStep = ''] of tableOf('column', 'type', 'a step')) {
    const reader = READERS[type];
    assert.ok(reader, `unknown type ${type}`);
    const elements = perStep === '—' ? Number(head[`${name}_length`]) : Number(head['count']) * Number(perStep);
    columns[name] = Array.from({ length: elements }, (_, i) => reader.read(payload.subarray(at + i * reader.size)));
    at = padded(at + elements * reader.size);
  }
  assert.equal(at, payload.length, 'bytes are left over behind the last column');
  return { head, columns, names: namesOf(columns) };
}

function padded(offset: number): number {
  return Math.ceil(offset / 8) * 8;
}

function namesOf(columns: PageBatch['columns']): readonly (readonly [Buffer, Buffer])[] {
  const bytes = Buffer.from((columns['names'] ?? []).map(Number));
  const ends = (columns['name_end'] ?? []).map(Number);
  const name = (i: number): Buffer => bytes.subarray(i === 0 ? 0 : ends[i - 1], ends[i]);
  return Array.from({ length: ends.length / 2 }, (_, step) => [name(2 * step), name(2 * step + 1)] as const);
}

/**
 * Folds batch outcomes to where each step stands, as the page says.
 *
 * @param steps - steps of the plan
 * @param outcomes - payloads of `o` and `s` frames in order
 * @returns a byte a step
 */
export function foldOutcomes(steps: number, outcomes: readonly Buffer[]): readonly number[] {
  const codes = new Array<number>(steps).fill(0);
  for (const payload of outcomes) {
    const [first, count] = [payload.readUInt32LE(0), payload.readUInt32LE(4)];
    for (let row = 0; row < count; row++) {
      const byte = payload[16 + row];
      if (byte !== undefined && byte !== 0) codes[first + row] = byte === 21 ? 0 : byte;
    }
  }
  return codes;
}
