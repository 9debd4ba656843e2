import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FileSystemError } from '../../src/errors/file-system-error.ts';
import { createMemoryHashCacheStore } from '../../src/testing/memory-hash-cache-store.ts';
import { at, benchWith, findGroups } from '../support/duplicates-bench.ts';
import { createEngineBench, TREE } from '../support/engine-bench.ts';

describe('the cache of hashes', () => {
  it('spares a second run all reading, until a file is touched', async () => {
    const large = 'l'.repeat(500_000);
    const bench = benchWith({ a: 'same', b: 'same', c: large, d: large });
    const first = await findGroups(bench.engine, [TREE]);
    assert.ok(first.result.read_bytes >= 1_000_008);
    bench.restart();
    const second = await findGroups(bench.engine, [TREE]);
    assert.equal(second.result.read_bytes, 0);
    assert.deepEqual(second.files, first.files);
    bench.disk.setTimes(`${TREE}/a`, { mtime: 1_600_000_000_000_000_000n });
    bench.later();
    assert.equal((await findGroups(bench.engine, [TREE])).result.read_bytes, 4);
    bench.disk.writeFile(`${TREE}/a`, 'sane');
    bench.later();
    const third = await findGroups(bench.engine, [TREE]);
    assert.deepEqual([third.result.read_bytes, third.groups], [4, [at('c', 'd')]]);
  });

  it('keeps what was read before an interruption', async () => {
    const hashCache = createMemoryHashCacheStore();
    const stop = new AbortController();
    const world = createEngineBench();
    const interrupted = createEngineBench({
      parts: {
        hashCache,
        fileSystem: {
          ...world.disk,
          hashBatch: (batch) => {
            stop.abort();
            return world.disk.hashBatch(batch);
          },
        },
      },
    });
    for (let i = 0; i < 40; i++) world.disk.writeFile(`${TREE}/${String(i)}`, 'l'.repeat(1_000_000));
    interrupted.later();
    const { engine } = interrupted;
    await assert.rejects(engine.duplicates({ roots: [TREE], signal: stop.signal }));
    const { result } = await findGroups(engine, [TREE]);
    assert.deepEqual([result.groups, result.duplicate_files], [1, 39]);
    const all = (await findGroups(engine, [TREE], { cache: false })).result.read_bytes;
    assert.ok(result.read_bytes < all, `${String(result.read_bytes)} of ${String(all)}`);
  });

  it('is kept although nobody reads the answer to its end', async () => {
    const bench = benchWith({ a: 'same', b: 'same' });
    const onGroup = (): never => {
      throw new RangeError('read enough');
    };
    await assert.rejects(bench.engine.duplicates({ roots: [TREE], onGroup }), /read enough/);
    assert.equal((await findGroups(bench.engine, [TREE])).result.read_bytes, 0);
  });

  it('is not looked at, and not filled, when it is not wanted', async () => {
    const hashCache = createMemoryHashCacheStore();
    const bench = createEngineBench({ parts: { hashCache } });
    for (const path of at('a', 'b')) bench.disk.writeFile(path, 'same');
    bench.later();
    await findGroups(bench.engine, [TREE], { cache: false });
    assert.equal(hashCache.bytes.length, 0);
    await findGroups(bench.engine, [TREE]);
    assert.equal((await findGroups(bench.engine, [TREE], { cache: false })).result.read_bytes, 8);
  });

  it('does no harm when it is damaged', async () => {
    const hashCache = createMemoryHashCacheStore();
    const bench = createEngineBench({ parts: { hashCache } });
    for (const path of at('a', 'b')) bench.disk.writeFile(path, 'same');
    bench.later();
    const { files } = await findGroups(bench.engine, [TREE]);
    const whole = hashCache.bytes;
    for (let i = 0; i < whole.length; i++) {
      hashCache.bytes = whole.map((byte, at) => (at === i ? byte ^ 0xff : byte));
      assert.deepEqual((await findGroups(bench.engine, [TREE])).files, files, `byte ${String(i)}`);
    }
  });

  it('is missed by nobody when it cannot be kept', async () => {
    const hashCache = { ...createMemoryHashCacheStore(), replace: failToReplace };
    const bench = createEngineBench({ parts: { hashCache } });
    for (const path of at('a', 'b')) bench.disk.writeFile(path, 'same');
    bench.later();
    const { result, groups } = await findGroups(bench.engine, [TREE]);
    assert.deepEqual(groups, [at('a', 'b')]);
    assert.deepEqual([result.cache_problem, result.problems], ['hash-cache cannot be written (ENOSPC)', []]);
  });
});

async function failToReplace(): Promise<void> {
  await Promise.reject(new FileSystemError('no_space_left', 'hash-cache cannot be written (ENOSPC)'));
}
