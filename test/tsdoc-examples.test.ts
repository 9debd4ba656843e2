import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { checkTsdocExample, findTsdocExamples } from './tsdoc-examples.ts';

const ROOT = join(import.meta.dirname, '..');

const PLANTED = `
/**
 * Doubles.
 *
 * @example
 * double(2) // 4
 * double(2) // 5
 *
 * @returns twice the value
 */
export function double() {}

/**
 * @example
 * no promise
 */
`;

describe('examples in doc comments', () => {
  for (const file of globSync('{packages/*/src,scripts,bench/src}/**/*.ts', { cwd: ROOT }).sort()) {
    for (const example of findTsdocExamples(readFileSync(join(ROOT, file), 'utf8'))) {
      it(`${file}:${String(example.line)} ${example.expression}`, async () => {
        const scope = (await import(pathToFileURL(join(ROOT, file)).href)) as object;
        await checkTsdocExample(example, scope);
      });
    }
  }
});

describe('the finder of examples', () => {
  it('reads each line up to the next tag', () => {
    assert.deepEqual(findTsdocExamples(PLANTED), [
      { line: 6, expression: 'double(2)', expected: '4' },
      { line: 7, expression: 'double(2)', expected: '5' },
      { line: 15, expression: 'no promise', expected: undefined },
    ]);
  });

  it('refuses a wrong value, and an example without one', async () => {
    const scope = { double: (value: number) => Promise.resolve(2 * value) };
    const [right, wrong, silent] = findTsdocExamples(PLANTED);
    assert.ok(right !== undefined && wrong !== undefined && silent !== undefined);
    await checkTsdocExample(right, scope);
    await assert.rejects(checkTsdocExample(wrong, scope), assert.AssertionError);
    await assert.rejects(checkTsdocExample(silent, scope), /lacks "\/\/ value" at its end/);
  });
});
