import { formatBytes, type Explanation } from '@kempt/engine';
import type { Page } from '../output/page.ts';
import { wrap } from '../output/wrap.ts';
import { pairLines, type Pair } from './pair-lines.ts';
import { paragraphs } from './paragraphs.ts';

/**
 * Lays out what Kempt sees in a file and where it would go.
 *
 * @param found - what Kempt sees
 * @param page - the page
 * @returns one string a line
 */
export function viewExplanation(found: Explanation, page: Page): string[] {
  const fields = Object.entries(found.fields).map(([name, value]): Pair => [`{${name}}`, value]);
  return paragraphs([
    [page.style.heading(found.path), ...pairLines(factsOf(found), page, '  ')],
    [page.style.heading(`Template ${found.template}`), ...pairLines(fields, page, '  ')],
    destinationLines(found, page),
    found.because.flatMap((sentence) => wrap(`- ${sentence}`, page.width, '  ')),
  ]);
}

function factsOf(found: Explanation): Pair[] {
  const detected = found.detected_extension === '' ? 'unknown' : found.detected_extension;
  return [
    ['category', found.category],
    ['mimetype', found.mimetype],
    ['extension', found.mismatch ? `contradicts the content, which is ${detected}` : detected],
    ['told by', found.identified_by.replaceAll('_', ' ')],
    ['size', formatBytes(found.size_bytes)],
    ...(found.companion_of === null ? [] : [['goes with', found.companion_of] as const]),
  ];
}

function destinationLines(found: Explanation, page: Page): string[] {
  if (found.new_path === null) return [page.style.notable('It stays where it is.')];
  return [`${page.style.good('→')} ${found.new_path}`];
}
