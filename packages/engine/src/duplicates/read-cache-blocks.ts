import { CacheBlock, HEADER_BYTES } from './cache-blocks.ts';

/**
 * Reads blocks. A damaged one is left out, and what lies behind a damaged header with it: a cache may forget.
 *
 * @param pieces - the kept bytes
 * @yields whole blocks; one and the same, which holds until the next is asked for
 */
export async function* readCacheBlocks(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<CacheBlock> {
  const block = new CacheBlock();
  let filled = 0;
  let wanted = HEADER_BYTES;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length;) {
      const taken = piece.subarray(at, at + wanted - filled);
      block.bytes.set(taken, filled);
      at += taken.length;
      filled += taken.length;
      if (filled === HEADER_BYTES && wanted === HEADER_BYTES) {
        const length = block.storedLength();
        if (length === undefined) return;
        wanted = length;
      }
      if (filled < wanted) continue;
      if (block.restore()) yield block;
      filled = 0;
      wanted = HEADER_BYTES;
    }
  }
}
