/** How long a command takes from its start to its end. */
export interface StartFigures {
  readonly command: string;
  /** Operations in the history. */
  readonly past: number;
  readonly runs: number;
  /** Median. */
  readonly seconds: number;
  /** Median of a Node program that does nothing, in the same turns. */
  readonly floorSeconds: number;
}

/** What every command should start within. */
const GOAL_SECONDS = 0.15;

/**
 * Lays out how long commands take to start, as Markdown.
 *
 * @param figures - medians by command
 * @returns lines of text
 */
export function formatStart(figures: readonly StartFigures[]): string {
  const milliseconds = (seconds: number): string => (seconds * 1000).toFixed(0);
  return [
    'A folder of 20 files; medians of turns with `node -e 0`.',
    '',
    '| command | past operations | median ms | `node -e 0` ms | goal 150 ms |',
    '|---|---:|---:|---:|---|',
    ...figures.map(
      ({ command, past, seconds, floorSeconds }) =>
        `| \`${command}\` | ${past} | ${milliseconds(seconds)} | ${milliseconds(floorSeconds)} | ${seconds <= GOAL_SECONDS ? 'met' : 'missed'} |`,
    ),
  ].join('\n');
}
