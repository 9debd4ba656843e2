/** Where the hashes of files are kept between runs. Losing it costs time and nothing else. */
export interface HashCacheStore {
  /**
   * The bytes that were kept last, in pieces of any length; nothing when there are none or they cannot be read. A piece
   * holds until the next one is asked for.
   */
  read(): AsyncIterable<Uint8Array>;

  /**
   * Keeps other bytes instead, all of them or none. A piece need hold only until the next one is asked for.
   *
   * @throws FileSystemError when they cannot be kept; the old ones stay
   */
  replace(pieces: AsyncIterable<Uint8Array>): Promise<void>;
}
