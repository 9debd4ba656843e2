import type { OperationStatus, ReportData } from '@kempt/contracts';
import { figureTile } from './figure-tile.ts';
import { formatCount, formatDuration } from './format-quantity.ts';
import type { Markup } from './markup.ts';
import { EMPTY, markup } from './markup.ts';
import { bytesMarkup, countOf, instantMarkup, pathMarkup } from './quantity-markup.ts';
import { TYPE_WORDS } from './type-words.ts';

/**
 * The title of the page, as a browser tab and a list of files show it.
 *
 * @param data - what to report
 * @returns one line of plain text
 */
export function reportTitle(data: ReportData): string {
  return `${headline(data)} in ${data.root} - Kempt report`;
}

/**
 * The head of the page: what happened in a sentence, and the key figures.
 *
 * @param data - what to report
 * @returns the header and the figures
 */
export function summarySection(data: ReportData): Markup {
  const [tone, words] = STATUS[data.status];
  return markup`<header>
<p class="brand">Kempt <span>${TYPE_WORDS[data.type].report}</span></p>
<h1>${headline(data)}</h1>
<p class="lead">${sentence(data)}${remainder(data)}</p>
<p class="badges"><strong class="badge ${tone}">${words}</strong>${undoneBadge(data)}</p>
</header>
<section aria-labelledby="figures">
<h2 id="figures" class="unseen">Key figures</h2>
<dl class="tiles">
${figures(data)}</dl>
</section>
`;
}

function headline(data: ReportData): string {
  return `${countOf(data.files_completed, 'file')} ${TYPE_WORDS[data.type].past}`;
}

function sentence(data: ReportData): Markup {
  const begun = instantMarkup(data.created_at);
  if (data.status === 'planned') {
    return markup`On ${begun} Kempt planned the way of ${countOf(data.files_planned, 'file')} ${way(data)}. Nothing has been moved yet.`;
  }
  const share = markup`${formatCount(data.files_completed)} of ${countOf(data.files_planned, 'planned file')} (${bytesMarkup(data.bytes_completed)})`;
  const took = formatDuration(data.duration_seconds);
  if (data.type === 'undo') {
    const undone = data.undoes === undefined ? EMPTY : markup` of operation <code>${data.undoes}</code>`;
    return markup`On ${begun} Kempt took ${took} to put back ${share}${undone} ${way(data)}.`;
  }
  return markup`On ${begun} Kempt took ${took} to ${TYPE_WORDS[data.type].order} ${share} ${way(data)}.`;
}

function way(data: ReportData): Markup {
  if (data.root === data.destination) return markup`in ${pathMarkup(data.root)}`;
  return markup`from ${pathMarkup(data.root)} to ${pathMarkup(data.destination)}`;
}

function remainder(data: ReportData): Markup {
  const notDone = data.files_skipped + data.files_failed;
  if (data.status === 'planned') return EMPTY;
  if (data.status === 'interrupted') {
    return markup` The work was cut short: <code>kempt resume ${data.operation_id}</code> carries on.`;
  }
  return notDone === 0
    ? markup` Every one of them arrived.`
    : markup` ${countOf(notDone, 'file')} stayed where ${notDone === 1 ? 'it was' : 'they were'}, for the reasons below.`;
}

function undoneBadge(data: ReportData): Markup {
  if (data.undone === 'no') return EMPTY;
  return markup` <strong class="badge calm">${data.undone === 'yes' ? 'Undone since' : 'Partly undone since'}</strong>`;
}

function figures(data: ReportData): Markup[] {
  const rate = data.duration_seconds > 0 ? data.files_completed / data.duration_seconds : 0;
  const notDone = data.files_skipped + data.files_failed;
  return [
    figureTile(`Files ${TYPE_WORDS[data.type].past}`, formatCount(data.files_completed)),
    figureTile('Data', bytesMarkup(data.bytes_completed)),
    figureTile('Time', formatDuration(data.duration_seconds)),
    figureTile('Files per second', rate > 0 && rate < 10 ? rate.toFixed(1) : formatCount(rate)),
    figureTile('Skipped or failed', formatCount(notDone), notDone > 0),
    figureTile('Duplicates found', formatCount(data.duplicates_found)),
    ...spaceFigures(data),
    ...quarantineFigures(data),
  ];
}

function spaceFigures({ duplicates_size_bytes: bytes }: ReportData): Markup[] {
  return bytes === undefined ? [] : [figureTile('Data in duplicates', bytesMarkup(bytes))];
}

function quarantineFigures({ files_overwritten: files = 0, space_quarantined_bytes: bytes = 0 }: ReportData): Markup[] {
  return [
    ...(files === 0 ? [] : [figureTile('Old files in quarantine', formatCount(files))]),
    ...(bytes === 0 ? [] : [figureTile('Data in quarantine', bytesMarkup(bytes))]),
  ];
}

const STATUS: Readonly<Record<OperationStatus, readonly [tone: string, words: string]>> = {
  planned: ['calm', 'Planned'],
  running: ['calm', 'Still running'],
  completed: ['good', 'Completed'],
  completed_with_errors: ['warn', 'Completed, with problems'],
  interrupted: ['warn', 'Interrupted'],
  failed: ['bad', 'Failed'],
};
