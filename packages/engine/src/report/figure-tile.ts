import type { Markup } from './markup.ts';
import { EMPTY, markup } from './markup.ts';

/**
 * One key figure, for a list of class `tiles`.
 *
 * @param label - what it is a figure of
 * @param value - the figure
 * @param alarming - whether it deserves a look
 * @returns the tile
 */
export function figureTile(label: string, value: string | Markup, alarming = false): Markup {
  return markup`<div${alarming ? markup` class="alarming"` : EMPTY}><dt>${label}</dt><dd>${value}</dd></div>
`;
}
