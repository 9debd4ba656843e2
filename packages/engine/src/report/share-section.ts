import { formatPercent } from './format-quantity.ts';
import type { Markup } from './markup.ts';
import { EMPTY, markup } from './markup.ts';

/** A part of a whole. */
export interface Share {
  readonly label: string;
  /** Class that gives it a colour. */
  readonly tone: string;
  /** How much of the whole it is; parts of nothing are left out. */
  readonly amount: number;
  /** The amount for people. */
  readonly shown: string;
  /** What it means. */
  readonly about: string;
}

/** How a whole is shown. */
export interface ShareWords {
  /** Id of the heading. */
  readonly id: string;
  readonly title: string;
  /** What the whole is. */
  readonly caption: string;
  /** Titles of the columns of labels and amounts. */
  readonly columns: readonly [label: string, amount: string];
}

/**
 * The parts of a whole: one bar from end to end, and its figures.
 *
 * @param shares - the parts
 * @param words - what they are called
 * @returns the section, empty when there is no whole
 */
export function shareSection(shares: readonly Share[], words: ShareWords): Markup {
  const parts = shares.filter((share) => share.amount > 0);
  const total = parts.reduce((sum, part) => sum + part.amount, 0);
  if (total === 0) return EMPTY;
  const [label, amount] = words.columns;
  return markup`<section class="card" aria-labelledby="${words.id}">
<h2 id="${words.id}">${words.title}</h2>
${bar(parts, total)}
<div class="scroll"><table>
<caption>${words.caption}</caption>
<thead><tr><th scope="col">${label}</th><th scope="col" class="number">${amount}</th><th scope="col" class="number">Share</th><th scope="col" class="wide">Meaning</th></tr></thead>
<tbody>
${parts.map((part) => row(part, total))}</tbody>
</table></div>
</section>
`;
}

function bar(parts: readonly Share[], total: number): Markup {
  const shares = parts.map((part) => `${part.label} ${formatPercent((part.amount / total) * 100)}`).join(', ');
  const widths = visibleWidths(parts.map((part) => part.amount / total));
  let x = 0;
  const pieces = parts.map((part, index) => {
    const width = widths[index] ?? 0;
    const piece = markup`<rect class="${part.tone}" x="${x.toFixed(2)}" y="0" width="${width.toFixed(2)}" height="28"><title>${part.label}: ${part.shown}</title></rect>`;
    x += width;
    return piece;
  });
  return markup`<svg class="stack" viewBox="0 0 1000 28" preserveAspectRatio="none" role="img" aria-label="Bar: ${shares}">${pieces}</svg>`;
}

/** Widths on a bar of 1000, none too thin to see. */
function visibleWidths(shares: readonly number[]): number[] {
  const widths = shares.map((share) => Math.max(4, share * 1000));
  const sum = widths.reduce((total, width) => total + width, 0);
  return widths.map((width) => (width / sum) * 1000);
}

function row(part: Share, total: number): Markup {
  return markup`<tr><th scope="row"><span class="swatch ${part.tone}"></span>${part.label}</th><td class="number">${part.shown}</td><td class="number">${formatPercent((part.amount / total) * 100)}</td><td class="wide muted">${part.about}</td></tr>
`;
}
