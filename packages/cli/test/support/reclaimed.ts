import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonOf, type Ended } from './kempt-process.ts';

/**
 * What files below a folder hold, those in quarantines too.
 *
 * @param folder - absolute path
 * @returns texts, sorted
 */
export function contentsOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .sort();
}

/**
 * The codes of the problems a command printed.
 *
 * @param ended - how it ended
 * @returns codes in order
 */
export function problemCodes(ended: Ended): unknown[] {
  const { problems } = jsonOf(ended);
  assert.ok(Array.isArray(problems));
  return problems.map((problem: Record<string, unknown>) => problem['code']);
}
