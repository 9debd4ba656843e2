import type { CustomCategory } from './custom-categories.ts';

/** Words that a table stores as numbers, such as mimetypes. */
export interface TextSource {
  /** The word behind a number; empty for none. */
  text(id: number): string;
}

/** What a template needs to know beside the table. */
export interface FillOptions {
  /** The words behind the table's `mimetype` and `detectedExtension` columns. */
  readonly texts: TextSource;
  /** Categories beside the built-in ones; none when absent. */
  readonly categories?: readonly CustomCategory[] | undefined;
  /** The moment of the run, milliseconds since 1970. */
  readonly now: number;
  /** Absolute path of the folder the table was made of, a raw string. */
  readonly rootPath: string;
  /**
   * Where that folder lies below the destination: empty when they are the same, a raw path when it is a folder inside
   * the destination, undefined when it is elsewhere. Only then nothing can be in place already.
   */
  readonly rootBelowDestination: string | undefined;
}
