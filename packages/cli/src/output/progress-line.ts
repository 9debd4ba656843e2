import { formatBytes, formatCount, formatDuration } from '@kempt/engine';
import { bar } from './bar.ts';
import { shorten } from './display-width.ts';
import type { PhaseState } from './phase-clock.ts';
import type { Style } from './style.ts';

const BAR_WIDTH = 20;
/** Columns below which there is no room for a bar. */
const ROOM_FOR_BAR = 76;

/**
 * Writes how a phase stands in one line: share, counts, bytes, rates and time left.
 *
 * @param state - the phase
 * @param options - columns there is room for, and colours
 * @returns a line that fits
 */
export function progressLine(state: PhaseState, options: { readonly width: number; readonly style: Style }): string {
  const { total, done } = state;
  const known = total !== undefined && total > 0;
  const share = known ? Math.min(1, done / total) : 0;
  const counts = known ? `${formatCount(done)} of ${formatCount(total)}` : `${formatCount(done)} files`;
  const pieces = [
    state.phase.padEnd(11),
    ...(known ? [percent(share)] : []),
    counts,
    ...(known ? [] : amount(state)),
    ...pace(state),
  ];
  if (!known || options.width < ROOM_FOR_BAR) return shorten(pieces.join('  '), options.width - 1);
  const [phase = '', ...rest] = pieces;
  const room = options.width - 1 - phase.length - BAR_WIDTH - 4;
  return `${phase}  ${options.style.good(bar(share, BAR_WIDTH))}  ${shorten(rest.join('  '), room)}`;
}

function percent(share: number): string {
  return `${Math.floor(share * 100)
    .toString()
    .padStart(3)} %`;
}

function pace({ rate, total, done }: PhaseState): string[] {
  if (rate === undefined || rate <= 0) return [];
  const perSecond = `${formatCount(rate)}/s`;
  if (total === undefined || done >= total) return [perSecond];
  return [perSecond, `${timeLeft(Math.ceil((total - done) / rate))} left`];
}

/** Where the end is not known and bytes are read, the number of files alone would say little. */
function amount({ bytes = 0, byteRate = 0 }: PhaseState): string[] {
  if (bytes === 0) return [];
  return byteRate > 0 ? [formatBytes(bytes), `${formatBytes(byteRate)}/s`] : [formatBytes(bytes)];
}

/** Whole seconds: an estimate pretends to no more. */
function timeLeft(seconds: number): string {
  return seconds < 60 ? `${seconds} s` : formatDuration(seconds);
}
