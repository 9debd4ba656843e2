import assert from 'node:assert/strict';
import { beforeEach, afterEach, describe, it } from 'node:test';
import type { HashCacheStore } from '../../../src/ports/hash-cache-store.ts';

/** One implementation with what its tests need. */
export interface StoreBed {
  /** An empty store. */
  readonly store: HashCacheStore;
  /** The same store as another process has it. */
  readonly other: HashCacheStore;
  dispose(): void;
}

/**
 * What every implementation of the HashCacheStore port does.
 *
 * @param name - the implementation
 * @param setup - starts it
 */
export function hashCacheStoreContract(name: string, setup: () => StoreBed): void {
  describe(name, () => {
    let bed: StoreBed | undefined;
    const the = (): StoreBed => {
      if (bed === undefined) throw new Error('the store is not set up');
      return bed;
    };
    beforeEach(() => {
      bed = setup();
    });
    afterEach(() => {
      bed?.dispose();
    });
    keepingContract(the);
    sharingContract(the);
  });
}

/** Pieces of bytes, each handed over in a turn of its own. */
export async function* pieces(...texts: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) {
    await new Promise(setImmediate);
    yield Buffer.from(text);
  }
}

/** Everything a store keeps. */
export async function kept(store: HashCacheStore): Promise<string> {
  const found: Uint8Array[] = [];
  for await (const piece of store.read()) found.push(Uint8Array.from(piece));
  return Buffer.concat(found).toString('latin1');
}

const LARGE = [1, 2, 3].map((byte) => Buffer.alloc(700_000, byte));
const LARGE_TEXT = Buffer.concat(LARGE).toString('latin1');

function keepingContract(the: () => StoreBed): void {
  it('holds nothing at first', async () => {
    assert.equal(await kept(the().store), '');
  });

  it('reads what was kept, in another process too', async () => {
    await the().store.replace(pieces('one, ', 'two'));
    assert.equal(await kept(the().store), 'one, two');
    assert.equal(await kept(the().other), 'one, two');
  });

  it('keeps other bytes instead, all of them', async () => {
    const { store } = the();
    await store.replace(pieces('something long'));
    await store.replace(pieces('short'));
    assert.equal(await kept(store), 'short');
    await store.replace(pieces());
    assert.equal(await kept(store), '');
  });

  it('keeps what does not fit into one piece', async () => {
    await the().store.replace(pieces(...LARGE));
    assert.equal(await kept(the().store), LARGE_TEXT);
  });

  it('keeps what is made of the bytes it holds while they are read', async () => {
    const { store } = the();
    await store.replace(pieces(...LARGE));
    const doubled = async function* (): AsyncGenerator<Uint8Array> {
      for await (const piece of store.read()) yield Buffer.concat([piece, piece]);
    };
    await store.replace(doubled());
    assert.equal((await kept(store)).length, 2 * LARGE_TEXT.length);
  });

  it('keeps the old bytes and says so when the new ones cannot be made', async () => {
    const { store } = the();
    await store.replace(pieces('old'));
    const failing = async function* (): AsyncGenerator<Uint8Array> {
      yield* pieces('new');
      throw new RangeError('made wrongly');
    };
    await assert.rejects(store.replace(failing()), { name: 'RangeError', message: 'made wrongly' });
    assert.equal(await kept(store), 'old');
  });
}

function sharingContract(the: () => StoreBed): void {
  it('shows a reader either the old bytes or the new ones', async () => {
    const { store, other } = the();
    await store.replace(pieces(...LARGE));
    let seen = 0;
    for await (const piece of store.read()) {
      if (seen === 0) await other.replace(pieces('new'));
      seen += piece.length;
    }
    assert.equal(seen, LARGE_TEXT.length);
    assert.equal(await kept(store), 'new');
  });

  it('keeps the bytes of one of several writers, and all of them', async () => {
    const { store, other } = the();
    const writers = Array.from({ length: 8 }, (_, i) => Array.from({ length: i + 2 }, () => `${i}`.repeat(100_000)));
    await Promise.all(writers.map((texts, i) => (i % 2 === 0 ? store : other).replace(pieces(...texts))));
    assert.ok(writers.map((texts) => texts.join('')).includes(await kept(store)));
  });
}
