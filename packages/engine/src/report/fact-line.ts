import type { Markup } from './markup.ts';
import { markup } from './markup.ts';

/**
 * One fact of the foot of a page, for a list of class `facts`.
 *
 * @param label - what it says
 * @param value - the fact
 * @returns the line
 */
export function factLine(label: string, value: Markup): Markup {
  return markup`<div><dt>${label}</dt><dd>${value}</dd></div>
`;
}
