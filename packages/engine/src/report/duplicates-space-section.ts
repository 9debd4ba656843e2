import type { DuplicatesResult } from '@kempt/contracts';
import { formatBytes } from './format-quantity.ts';
import type { Markup } from './markup.ts';
import { shareSection } from './share-section.ts';

/**
 * How much of what was compared is there more than once.
 *
 * @param result - what was found
 * @returns the section, empty when no file holds anything
 */
export function duplicatesSpaceSection(result: DuplicatesResult): Markup {
  const { size_bytes: all, duplicates_size_bytes: duplicates } = result;
  const shares = [
    { label: 'Kept', tone: 'good', amount: all - duplicates, about: 'One copy of everything, and all references' },
    { label: 'Duplicates', tone: 'warn', amount: duplicates, about: 'Held by another file too' },
  ];
  return shareSection(
    shares.map((share) => ({ ...share, shown: formatBytes(share.amount) })),
    { id: 'space', title: 'What the bytes are', caption: `${formatBytes(all)} in all`, columns: ['Part', 'Size'] },
  );
}
