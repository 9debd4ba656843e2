import assert from 'node:assert/strict';
import { compileFunction } from 'node:vm';

/** One line of an `@example` block. */
export interface TsdocExample {
  /** Line of the source it stands on, from 1. */
  readonly line: number;
  /** What a caller would write; the exports of the file are in scope. */
  readonly expression: string;
  /** The value it has, as an expression; undefined when the line does not say. */
  readonly expected: string | undefined;
}

const COMMENT = /\/\*\*[^]*?\*\//g;
const SEPARATOR = ' // ';

/**
 * Finds the examples in the doc comments of a source: each line after `@example`, up to the next tag.
 *
 * @param source - text of a TypeScript file
 * @returns the examples in order
 */
export function findTsdocExamples(source: string): TsdocExample[] {
  return [...source.matchAll(COMMENT)].flatMap((comment) => {
    const firstLine = source.slice(0, comment.index).split('\n').length;
    return readComment(comment[0].split('\n'), firstLine);
  });
}

/**
 * Evaluates an example and compares it with what it promises.
 *
 * @param example - the example
 * @param scope - the exports of the file it stands in
 * @throws AssertionError when it does not say what it is worth, or is worth something else
 */
export async function checkTsdocExample(example: TsdocExample, scope: object): Promise<void> {
  const { expression, expected } = example;
  assert.ok(expected !== undefined, `"${expression}" lacks "${SEPARATOR.trim()} value" at its end`);
  assert.deepEqual(await evaluate(expression, scope), await evaluate(expected, scope), expression);
}

function readComment(lines: readonly string[], firstLine: number): TsdocExample[] {
  const examples: TsdocExample[] = [];
  let inside = false;
  for (const [offset, line] of lines.entries()) {
    const text = line
      .replace(/^\s*(?:\/\*\*|\*\/|\*)?/, '')
      .replace(/\*\/\s*$/, '')
      .trim();
    if (text.startsWith('@')) inside = text === '@example';
    else if (inside && text !== '' && !text.startsWith('```')) examples.push(readExample(text, firstLine + offset));
  }
  return examples;
}

function readExample(text: string, line: number): TsdocExample {
  const at = text.lastIndexOf(SEPARATOR);
  if (at < 0) return { line, expression: text, expected: undefined };
  return { line, expression: text.slice(0, at), expected: text.slice(at + SEPARATOR.length) };
}

function evaluate(expression: string, scope: object): unknown {
  const names = Object.keys(scope).filter((name) => name !== 'default');
  const run = compileFunction(`return (${expression});`, names) as (...values: unknown[]) => unknown;
  return run(...names.map((name) => Reflect.get(scope, name) as unknown));
}
