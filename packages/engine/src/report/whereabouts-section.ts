import type { ReportData } from '@kempt/contracts';
import { formatCount } from './format-quantity.ts';
import type { Markup } from './markup.ts';
import { countOf } from './quantity-markup.ts';
import { shareSection, type Share } from './share-section.ts';
import { TYPE_WORDS } from './type-words.ts';

/**
 * What became of every file that was seen: one bar from end to end, and its figures.
 *
 * @param data - what to report
 * @returns the section
 */
export function whereaboutsSection(data: ReportData): Markup {
  const shares = partsOf(data).map((part) => ({ ...part, shown: formatCount(part.amount) }));
  const total = shares.reduce((sum, { amount }) => sum + amount, 0);
  return shareSection(shares, {
    id: 'whereabouts',
    title: 'What became of every file',
    caption: `${countOf(total, 'file')} in all`,
    columns: ['Outcome', 'Files'],
  });
}

function partsOf(data: ReportData): Omit<Share, 'shown'>[] {
  const { files_completed: completed, files_skipped: skipped, files_failed: failed } = data;
  const { done } = TYPE_WORDS[data.type];
  return [
    { label: done, tone: 'good', amount: completed, about: 'Now where the plan wanted it' },
    { label: 'Already in place', tone: 'calm', amount: data.files_in_place, about: 'Was where it should be' },
    { label: 'Left alone', tone: 'rest', amount: data.files_left, about: 'Not part of the plan, see below' },
    { label: 'Skipped', tone: 'warn', amount: skipped, about: 'Kempt chose not to touch it' },
    { label: 'Failed', tone: 'bad', amount: failed, about: 'The system refused' },
    {
      label: data.status === 'planned' ? 'Planned' : 'Not reached',
      tone: 'open',
      amount: Math.max(0, data.files_planned - completed - skipped - failed),
      about: 'In the plan, not attempted yet',
    },
  ];
}
