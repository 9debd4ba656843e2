import { createStyle, type Style } from './style.ts';

/** What a text is laid out for. */
export interface Page {
  /** Columns; unlimited when nobody looks at it on a terminal. */
  readonly width: number;
  readonly style: Style;
  /** Whether the person asked for all of it. */
  readonly verbose: boolean;
}

/** What decides how a page looks. */
export interface PageOptions {
  readonly color: boolean;
  readonly verbose: boolean;
}

/**
 * Describes the page a stream offers.
 *
 * @param stream - where the text will go
 * @param options - what the person asked for
 * @returns the page; 80 columns for a terminal that does not tell
 */
export function pageOf(stream: { readonly isTTY?: boolean; readonly columns?: number }, options: PageOptions): Page {
  const terminal = stream.isTTY === true;
  return {
    width: terminal ? (stream.columns ?? 80) || 80 : Number.POSITIVE_INFINITY,
    style: createStyle(terminal && options.color),
    verbose: options.verbose,
  };
}
