import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CacheStore } from '../../../src/platform/cache/cache-store.ts';

/**
 * What every implementation of the CacheStore port does.
 *
 * @param name - the implementation
 * @param open - an empty store for a test; undefined when the test was skipped
 */
export function cacheStoreContract(name: string, open: (t: TestContext) => Promise<CacheStore | undefined>): void {
  const holds = (title: string, check: (store: CacheStore) => Promise<void>): void => {
    it(title, async (t) => {
      const store = await open(t);
      if (store !== undefined) await check(store);
    });
  };
  describe(name, () => {
    holds('knows nothing at first, neither texts nor marks', async (store) => {
      assert.deepEqual(await store.find('a', ['x', 'y']), { value: undefined, marks: [undefined, undefined] });
      assert.deepEqual(await store.find(undefined, []), { value: undefined, marks: [] });
    });

    holds('reads a text and the marks of its tags together, in the order asked for', async (store) => {
      const marks = await store.mark(['x', 'y']);
      await store.keep('a', 'text', 60_000);
      assert.deepEqual(await store.find('a', ['x', 'y']), { value: 'text', marks });
      assert.deepEqual(await store.find(undefined, ['y', 'x']), { value: undefined, marks: marks.toReversed() });
    });

    holds('gives a mark once, and the same to everybody who asks at once', async (store) => {
      const given = await Promise.all(Array.from({ length: 20 }, () => store.mark(['x'])));
      assert.equal(new Set(given.flat()).size, 1);
      assert.notEqual((await store.mark(['y']))[0], given[0]?.[0]);
    });

    holds('gives another mark when a tag is renewed, and to no other tag', async (store) => {
      const [x, y] = await store.mark(['x', 'y']);
      await store.renew(['x']);
      const [renewed, other] = await store.mark(['x', 'y']);
      assert.notEqual(renewed, x);
      assert.equal(other, y);
      await store.renew(['new']);
      assert.equal((await store.find(undefined, ['new'])).marks[0] === undefined, false);
    });

    holds('keeps the last text, for as long as it is told', async (store) => {
      await store.keep('a', 'first', 60_000);
      await store.keep('a', 'second', 60_000);
      await store.keep('b', 'short', 30);
      assert.equal((await store.find('a', [])).value, 'second');
      await sleep(80);
      assert.equal((await store.find('b', [])).value, undefined);
    });

    holds('removes texts by pattern, and leaves the others', async (store) => {
      for (const key of ['search:u1:a', 'search:u1:b', 'search:u2:a', 'report:u1:a'])
        await store.keep(key, 't', 60_000);
      assert.equal(await store.forget('search:u1:*'), 2);
      assert.equal((await store.find('search:u1:a', [])).value, undefined);
      assert.equal((await store.find('search:u2:a', [])).value, 't');
      assert.equal((await store.find('report:u1:a', [])).value, 't');
      assert.equal(await store.forget('search:u1:*'), 0);
    });

    holds('lets one go ahead, until it gives back or takes too long', async (store) => {
      const claims = await Promise.all(Array.from({ length: 10 }, () => store.claim('a', 60_000)));
      const given = claims.filter((claim) => claim !== undefined);
      assert.equal(given.length, 1);
      await given[0]?.();
      const late = await store.claim('a', 30);
      assert.equal(late !== undefined, true);
      await sleep(80);
      const next = await store.claim('a', 60_000);
      assert.equal(next !== undefined, true);
      await late?.();
      assert.equal(await store.claim('a', 60_000), undefined, 'whoever was too slow gives back nothing of others');
      assert.equal((await store.claim('b', 60_000)) !== undefined, true);
    });

    holds('keeps a note', async (store) => {
      assert.equal(await store.readNote(), undefined);
      await store.note('10:20:');
      await store.note('11:22:');
      assert.equal(await store.readNote(), '11:22:');
    });

    holds('takes texts and keys of any characters', async (store) => {
      const text = '\u0000\n"ä🦊\u2028';
      await store.keep('ä:🦊', text, 60_000);
      assert.equal((await store.find('ä:🦊', [])).value, text);
    });
  });
}
