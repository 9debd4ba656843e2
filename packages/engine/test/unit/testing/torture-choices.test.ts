import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSeededRandom } from '../../../src/testing/seeded-random.ts';
import { chooseKill, chooseTorture } from '../../../src/testing/torture-choices.ts';

describe('chooseTorture', () => {
  const many = (hasOtherDevice: boolean): ReturnType<typeof chooseTorture>[] =>
    Array.from({ length: 300 }, (_, seed) => chooseTorture(createSeededRandom(seed), hasOtherDevice));

  it('tries every destination, mode and follow-up', () => {
    const choices = many(true);
    assert.deepEqual([...new Set(choices.map(({ destination }) => destination))].sort(), [
      'beside',
      'other_device',
      'same',
    ]);
    assert.deepEqual([...new Set(choices.flatMap(({ followUps }) => followUps))].sort(), ['redo', 'resume', 'undo']);
    assert.deepEqual([...new Set(choices.map(({ mode }) => mode))].sort(), ['copy', 'move']);
  });

  it('asks for copies on the command line exactly when the mode is copy', () => {
    for (const { mode, options } of many(false)) assert.equal(options.includes('--mode'), mode === 'copy');
  });

  it('never chooses a second device where there is none', () => {
    assert.ok(many(false).every(({ destination }) => destination !== 'other_device'));
  });

  it('never fills a destination that is the tree itself', () => {
    assert.ok(many(true).every(({ destination, destinationExists }) => destination !== 'same' || !destinationExists));
  });
});

describe('chooseKill', () => {
  it('spreads kills over the life of the command and over its changes', () => {
    const random = createSeededRandom(1);
    const timing = { totalMs: 1000, changingMs: 10 };
    const kills = Array.from({ length: 200 }, () => chooseKill(random, timing, [['/a'], ['/b']]));
    const anyTime = kills.filter(({ watch }) => watch === undefined).map(({ killAfterMs }) => killAfterMs ?? NaN);
    const changing = kills.filter(({ watch }) => watch !== undefined);
    assert.ok(Math.min(...anyTime) < 100 && Math.max(...anyTime) > 900 && Math.max(...anyTime) <= 1050);
    assert.ok(changing.every(({ killAfterMs }) => killAfterMs !== undefined && killAfterMs < 10));
    assert.deepEqual([...new Set(changing.map(({ watch }) => watch?.join()))].sort(), ['/a', '/b']);
  });
});
