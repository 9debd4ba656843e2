import { KemptError } from '@kempt/engine';

/** Deeper than anything the API takes. */
const DEEPEST = 16;

/**
 * Refuses text that no field takes and that PostgreSQL or a terminal would stumble over: NUL, halves of surrogate pairs,
 * and values that are nested absurdly deep. Runs before the schemas, on whatever came.
 *
 * @param value - what was sent
 * @param part - which part of the request, for the message
 * @throws KemptError `invalid_request`
 */
export function refuseHostileText(value: unknown, part: string): void {
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value: current, depth } = next;
    if (typeof current === 'string') refuseText(current, part);
    if (typeof current !== 'object' || current === null) continue;
    if (depth === DEEPEST) throw new KemptError('invalid_request', `The ${part} is nested too deep.`);
    for (const [key, inner] of Object.entries(current)) {
      refuseText(key, part);
      open.push({ value: inner, depth: depth + 1 });
    }
  }
}

function refuseText(text: string, part: string): void {
  if (text.includes('\0')) throw new KemptError('invalid_request', `The ${part} holds a NUL character.`);
  if (!text.isWellFormed()) throw new KemptError('invalid_request', `The ${part} holds text that is not Unicode.`);
}
