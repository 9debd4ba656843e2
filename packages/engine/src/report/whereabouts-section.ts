import type { ReportData } from '@kempt/contracts';
import { formatCount, formatPercent } from './format-quantity.ts';
import type { Markup } from './markup.ts';
import { EMPTY, markup } from './markup.ts';
import { countOf } from './quantity-markup.ts';

interface Part {
  readonly label: string;
  readonly tone: string;
  readonly count: number;
  readonly about: string;
}

/**
 * What became of every file that was seen: one bar from end to end, and its figures.
 *
 * @param data - what to report
 * @returns the section
 */
export function whereaboutsSection(data: ReportData): Markup {
  const parts = partsOf(data).filter((part) => part.count > 0);
  const total = parts.reduce((sum, part) => sum + part.count, 0);
  if (total === 0) return EMPTY;
  return markup`<section class="card" aria-labelledby="whereabouts">
<h2 id="whereabouts">What became of every file</h2>
${bar(parts, total)}
<div class="scroll"><table>
<caption>${countOf(total, 'file')} in all</caption>
<thead><tr><th scope="col">Outcome</th><th scope="col" class="number">Files</th><th scope="col" class="number">Share</th><th scope="col" class="wide">Meaning</th></tr></thead>
<tbody>
${parts.map((part) => row(part, total))}</tbody>
</table></div>
</section>
`;
}

function partsOf(data: ReportData): Part[] {
  const { files_completed: completed, files_skipped: skipped, files_failed: failed } = data;
  const done = data.type === 'undo' ? 'Put back' : 'Organized';
  return [
    { label: done, tone: 'good', count: completed, about: 'Now where the plan wanted it' },
    { label: 'Already in place', tone: 'calm', count: data.files_in_place, about: 'Was where it should be' },
    { label: 'Left alone', tone: 'rest', count: data.files_left, about: 'Not part of the plan, see below' },
    { label: 'Skipped', tone: 'warn', count: skipped, about: 'Kempt chose not to touch it' },
    { label: 'Failed', tone: 'bad', count: failed, about: 'The system refused' },
    {
      label: data.status === 'planned' ? 'Planned' : 'Not reached',
      tone: 'open',
      count: Math.max(0, data.files_planned - completed - skipped - failed),
      about: 'In the plan, not attempted yet',
    },
  ];
}

function bar(parts: readonly Part[], total: number): Markup {
  const shares = parts.map((part) => `${part.label} ${formatPercent((part.count / total) * 100)}`).join(', ');
  const widths = visibleWidths(parts.map((part) => part.count / total));
  let x = 0;
  const pieces = parts.map((part, index) => {
    const width = widths[index] ?? 0;
    const piece = markup`<rect class="${part.tone}" x="${x.toFixed(2)}" y="0" width="${width.toFixed(2)}" height="28"><title>${part.label}: ${formatCount(part.count)}</title></rect>`;
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

function row(part: Part, total: number): Markup {
  return markup`<tr><th scope="row"><span class="swatch ${part.tone}"></span>${part.label}</th><td class="number">${formatCount(part.count)}</td><td class="number">${formatPercent((part.count / total) * 100)}</td><td class="wide muted">${part.about}</td></tr>
`;
}
