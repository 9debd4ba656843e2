import { diffSnapshots, snapshotTree } from '@kempt/engine/testing/tree-snapshot';
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { crowdNames, makeCrowd } from '../support/crowd.ts';
import { errorCodeOf, jsonOf, kempt, temporaryFolder } from '../support/kempt-process.ts';

/** How many positions of the file are tried in each way. */
const SAMPLES = 20;

describe('a plan file', () => {
  const base = temporaryFolder();
  const options = { home: join(base, 'state') };
  const root = makeCrowd(join(base, 'root'), crowdNames(30));
  const plan = join(base, 'plan');
  const asAtFirst = snapshotTree(root);
  let whole = Buffer.alloc(0);
  before(async () => {
    await kempt(['organize', root, '--plan-out', plan], options);
    whole = readFileSync(plan);
  });

  async function assertRefused(bytes: Uint8Array, name: string): Promise<void> {
    const file = join(base, name);
    writeFileSync(file, bytes);
    const ended = await kempt(['apply', file, '--json'], options);
    assert.equal(ended.code, 3, name);
    assert.match(String(errorCodeOf(ended)), /^plan_(?:corrupt|version)$/, name);
    assert.match(ended.stdout, /"hint":"Make the plan again[^"]+"/);
  }

  /** Positions over the whole file, its first and last byte among them. */
  const positions = (): number[] =>
    Array.from({ length: SAMPLES }, (_, i) => Math.round((i * (whole.length - 1)) / (SAMPLES - 1)));

  async function refuseEach(change: (at: number) => Uint8Array, name: string): Promise<void> {
    const waiting = positions();
    const work = async (): Promise<void> => {
      for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
        await assertRefused(change(at), `${name}-${String(at)}`);
      }
    };
    await Promise.all([work(), work()]);
    assert.deepEqual(diffSnapshots(asAtFirst, snapshotTree(root)), []);
    assert.deepEqual(readdirSync(join(options.home, 'operations')), []);
  }

  test('of which one bit was changed is refused, wherever that is', () =>
    refuseEach((at) => {
      const edited = Buffer.from(whole);
      edited.writeUInt8(edited.readUInt8(at) ^ 4, at);
      return edited;
    }, 'edited'));

  test('that was cut short is refused, wherever that is', () => refuseEach((at) => whole.subarray(0, at), 'cut'));

  test('that something follows is refused', async () => {
    await assertRefused(Buffer.concat([whole, whole.subarray(-40)]), 'longer');
  });

  test(
    'that is something else is not taken in before that is seen',
    { skip: process.platform === 'win32', timeout: 60_000 },
    async () => {
      const file = join(base, 'film.mkv');
      writeFileSync(file, '');
      truncateSync(file, 40 * 1024 ** 3);
      const ended = await kempt(['apply', file, '--json'], options);
      assert.deepEqual([ended.code, errorCodeOf(ended)], [3, 'plan_corrupt']);
      assert.equal(statSync(file).size, 40 * 1024 ** 3);
      assert.deepEqual(readdirSync(join(options.home, 'operations')), []);
    },
  );

  test('that is whole is carried out', async () => {
    const ended = await kempt(['apply', plan, '--json'], options);
    assert.deepEqual([ended.code, jsonOf(ended)['files_completed']], [0, 30]);
  });
});
