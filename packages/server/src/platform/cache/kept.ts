import Type from 'typebox';
import { Compile } from 'typebox/compile';

/** A value and the marks its tags had before it was read. */
export interface Kept {
  readonly marks: readonly string[];
  readonly value: unknown;
}

const KEPT = Compile(Type.Object({ marks: Type.Array(Type.String()), value: Type.Unknown() }));

/**
 * Reads what was kept as a text.
 *
 * @param text - the text; undefined when there is none
 * @returns value and marks; undefined for anything else
 */
export function readKept(text: string | undefined): Kept | undefined {
  if (text === undefined) return undefined;
  try {
    const read: unknown = JSON.parse(text);
    return KEPT.Check(read) ? read : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether two lists of marks are the same, so that nothing changed between them.
 *
 * @param one - marks of some tags
 * @param other - marks of the same tags, where they have one
 * @returns true when nothing changed
 */
export function sameMarks(one: readonly string[], other: readonly (string | undefined)[]): boolean {
  return one.length === other.length && one.every((mark, index) => mark === other[index]);
}
