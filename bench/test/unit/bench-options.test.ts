import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readBenchOptions, USAGE } from '../../src/bench-options.ts';

describe('readBenchOptions', () => {
  it('measures everything when nothing is said', () => {
    const options = readBenchOptions([]);
    assert.deepEqual(options.parts, ['organize', 'duplicates', 'start', 'service', 'cache', 'traces']);
    assert.deepEqual(options.sizes.organize, [10_000, 100_000, 1_000_000]);
    assert.deepEqual(options.sizes.duplicates, [100_000, 1_000_000]);
    assert.deepEqual([options.runsAt(999_999), options.runsAt(1_000_000)], [3, 1]);
    assert.deepEqual([options.largeFiles, options.largeBytes, options.real], [200, 8e9, '/usr']);
    assert.equal(options.limitSeconds, 120);
    assert.deepEqual([options.cold, options.comparesPeers, options.installsPeers], [true, true, false]);
  });

  it('takes parts, sizes and repeats as they are typed', () => {
    const options = readBenchOptions(['--parts', 'duplicates', '--sizes', '10,2000', '--runs', '2', '--no-cold']);
    assert.deepEqual(options.parts, ['duplicates']);
    assert.deepEqual(
      [options.sizes.duplicates, options.sizes.organize],
      [
        [10, 2000],
        [10, 2000],
      ],
    );
    assert.deepEqual([options.runsAt(10), options.runsAt(5_000_000), options.cold], [2, 2, false]);
  });

  it('refuses what there is not', () => {
    assert.throws(() => readBenchOptions(['--parts', 'scan']), /no part "scan"; there are organize, duplicates, start/);
    assert.throws(() => readBenchOptions(['--sizes', '10,many']), /"many" is not a whole number/);
    assert.throws(() => readBenchOptions(['--fast']), /--fast/);
  });

  it('says every option', () => {
    for (const name of ['parts', 'sizes', 'runs', 'seed', 'peers', 'no-peer', 'json', 'large-files', 'large-bytes']) {
      assert.ok(USAGE.includes(`--${name} `), name);
    }
    assert.match(USAGE, /--real DIR[^]*--limit SECONDS[^]*--no-cold/);
  });
});
