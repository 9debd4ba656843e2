/** The tag of everything: with another mark, nothing that was kept before is good any more. */
export const EVERYTHING = 'all';

/** How long a note is kept. */
export const NOTE_SECONDS = 3600;

/** What a reader finds in one trip. */
export interface Found {
  /** What is kept under the key; undefined when there is nothing. */
  readonly value: string | undefined;
  /** The mark of each tag, in the order asked for; undefined where there is none. */
  readonly marks: readonly (string | undefined)[];
}

/**
 * Where a cache keeps texts. A text is good only as long as each of its tags has the mark that it had before the text was
 * made: a tag gets another mark whenever what it stands for changes. Marks are never used twice, so that one that was lost
 * makes texts useless and never good again.
 */
export interface CacheStore {
  /** Whether several processes share it. */
  readonly isShared: boolean;
  /**
   * Reads a text and marks at one moment.
   *
   * @param key - of the text; undefined for marks alone
   * @param tags - whose marks
   */
  find(key: string | undefined, tags: readonly string[]): Promise<Found>;
  /** Gives a mark to the tags that have none, and answers the marks of all. */
  mark(tags: readonly string[]): Promise<readonly string[]>;
  /** Keeps a text for so many milliseconds. */
  keep(key: string, value: string, milliseconds: number): Promise<void>;
  /** Gives each tag another mark. */
  renew(tags: readonly string[]): Promise<void>;
  /** Removes all texts whose key fits a glob pattern, and answers how many there were. */
  forget(pattern: string): Promise<number>;
  /**
   * Lets one of many go ahead.
   *
   * @returns gives it back; undefined when somebody else has it
   */
  claim(key: string, milliseconds: number): Promise<(() => Promise<void>) | undefined>;
  /** Keeps a note for an hour. */
  note(text: string): Promise<void>;
  /** The note; undefined when there is none, or an old one. */
  readNote(): Promise<string | undefined>;
}
