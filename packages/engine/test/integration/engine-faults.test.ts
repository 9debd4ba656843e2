import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OutcomeCode, Problem } from '@kempt/contracts';
import { CrashError } from '../../src/testing/faults.ts';
import { createEngineBench, STICK, TREE, wholeTree, type EngineBench } from '../support/engine-bench.ts';
import { organize } from '../support/crash-bench.ts';

const DOCUMENTS = `${TREE}/documents`;
/** Times are of 2020, so that files have settled and folders are seen to be changed. */
const OLD = 1_600_000_000_000_000_000n;

function bench(): EngineBench {
  const made = createEngineBench();
  for (const name of ['a.txt', 'b.txt', 'c.jpg']) made.disk.writeFile(`${TREE}/in/${name}`, name, { mtime: OLD });
  for (const folder of [`${TREE}/in`, TREE, STICK]) made.disk.setTimes(folder, { mtime: OLD });
  made.later();
  return made;
}

function failEvery(made: EngineBench, pattern: RegExp, code: OutcomeCode): { stop(): void } {
  made.world.faults.onStep = (_, description) => {
    const [, operation, path] = pattern.exec(description) ?? [];
    if (operation === 'unlink' || operation === 'rename' || operation === 'fsync') {
      made.world.faults.failNext({ operation, path: path ?? '', code });
    }
  };
  return { stop: () => (made.world.faults.onStep = undefined) };
}

const told = (problems: readonly Problem[]): string[] => problems.map(({ path, code }) => `${path} ${code}`);
const partsOn = (made: EngineBench): string[] =>
  [...made.disk.snapshot().keys()].filter((path) => path.endsWith('.part'));

describe('a folder that cannot be synced', () => {
  it('ends the operation, is named, and its files can be taken back', async () => {
    const made = bench();
    const before = wholeTree(made);
    made.world.faults.failNext({ operation: 'fsync', path: DOCUMENTS, code: 'io_error' });
    const result = await (await made.engine.planOrganize({ root: TREE })).apply();
    assert.deepEqual([result.status, result.files_completed], ['failed', 3]);
    assert.deepEqual(told(result.problems), [`${DOCUMENTS} io_error`]);
    assert.match(result.problems[0]?.message ?? '', /may not survive a power cut/);
    made.later();
    await made.engine.undo({});
    assert.deepEqual(wholeTree(made), before);
  });

  it('makes a recovery look at what is there, and says no more of it than that', async () => {
    const made = bench();
    const before = wholeTree(made);
    made.world.faults.failNext({ operation: 'fsync', path: DOCUMENTS, code: 'io_error' });
    await organize(made, {});
    // As if the power had been cut: the new name of a file that could not be synced is gone, its old one is back.
    made.disk.mkdir(`${TREE}/in`);
    made.disk.rename(`${DOCUMENTS}/a.txt`, `${TREE}/in/a.txt`);
    const [result] = await made.engine.recover({});
    assert.deepEqual([result?.status, result?.files_completed], ['failed', 2]);
    assert.deepEqual(await made.engine.recover({}), []);
    made.later();
    const undone = await made.engine.undo({});
    assert.deepEqual([undone.status, undone.files_completed], ['completed', 2]);
    const placesOf = (lines: readonly string[]): string[] => lines.map((line) => line.split(' ').slice(0, 3).join(' '));
    assert.deepEqual(placesOf(wholeTree(made)), placesOf(before));
  });

  it('is synced by the recovery of an operation that was cut short before it was', async () => {
    const made = bench();
    made.world.faults.onStep = (_, description) => {
      if (description === `fsync ${DOCUMENTS}`) throw new CrashError();
    };
    await assert.rejects(organize(made, {}), CrashError);
    made.restart();
    const synced: string[] = [];
    made.world.faults.onStep = (_, description) => void synced.push(description);
    await made.engine.recover({});
    for (const folder of [TREE, DOCUMENTS, `${TREE}/images`]) assert.ok(synced.includes(`fsync ${folder}`), folder);
  });

  it('makes a recovery say that the operation failed', async () => {
    const made = bench();
    const before = wholeTree(made);
    made.world.faults.onStep = (_, description) => {
      if (description === `fsync ${DOCUMENTS}`) throw new CrashError();
    };
    await assert.rejects(organize(made, {}), CrashError);
    made.restart();
    made.world.faults.onStep = undefined;
    made.world.faults.failNext({ operation: 'fsync', path: DOCUMENTS, code: 'no_space_left' });
    const [result] = await made.engine.recover({});
    assert.equal(result?.status, 'failed');
    assert.deepEqual(told(result.problems), [`${DOCUMENTS} no_space_left`]);
    const [again] = await made.engine.recover({});
    assert.deepEqual([again?.status, again?.problems], ['failed', []], 'what was forgotten stays unknown');
    assert.deepEqual(await made.engine.recover({}), [], 'it is looked at until it could be synced');
    made.later();
    await made.engine.undo({});
    assert.deepEqual(wholeTree(made), before);
  });
});

describe('a folder that cannot be made', () => {
  it('is named beside the files that stay for it', async () => {
    const made = bench();
    made.world.faults.failNext({ operation: 'mkdir', path: DOCUMENTS, code: 'quota_exceeded' });
    const result = await (await made.engine.planOrganize({ root: TREE })).apply();
    assert.deepEqual([result.files_completed, result.files_skipped, result.files_failed], [1, 2, 0]);
    assert.deepEqual(told(result.problems), [
      `${DOCUMENTS} quota_exceeded`,
      `${TREE}/in/a.txt folder_missing`,
      `${TREE}/in/b.txt folder_missing`,
    ]);
  });

  it('is removed by an undo when nothing came into it', async () => {
    const made = bench();
    const before = wholeTree(made);
    made.world.faults.failNext({ operation: 'rename', code: 'io_error', times: 3 });
    const result = await (await made.engine.planOrganize({ root: TREE })).apply();
    assert.deepEqual([result.status, result.files_failed], ['completed_with_errors', 3]);
    made.later();
    await made.engine.undo({});
    assert.deepEqual(wholeTree(made), before);
    await assert.rejects(made.engine.undo({}), { code: 'nothing_to_undo' });
  });
});

describe('a temporary name that cannot be removed', () => {
  it('is named, and removed by a recovery', async () => {
    const made = bench();
    const before = wholeTree(made, false);
    const faults = failEvery(made, /^(unlink) (.*\.part)$/, 'permission_denied');
    const result = await (await made.engine.planOrganize({ root: TREE, into: STICK })).apply();
    assert.deepEqual([result.status, result.files_completed], ['completed_with_errors', 3]);
    assert.deepEqual(told(result.problems), [
      `${STICK}/documents/a.txt permission_denied`,
      `${STICK}/documents/b.txt permission_denied`,
      `${STICK}/images/c.jpg permission_denied`,
    ]);
    assert.equal(partsOn(made).length, 3);
    faults.stop();
    const [recovered] = await made.engine.recover({});
    assert.deepEqual([recovered?.status, recovered?.problems], ['completed_with_errors', []]);
    assert.deepEqual(partsOn(made), []);
    assert.deepEqual(await made.engine.recover({}), []);
    made.later();
    await made.engine.undo({});
    assert.deepEqual(wholeTree(made, false), before);
  });

  it('is removed by an undo before it begins', async () => {
    const made = bench();
    const before = wholeTree(made, false);
    const faults = failEvery(made, /^(unlink) (.*\.part)$/, 'io_error');
    await organize(made, { into: STICK });
    faults.stop();
    made.later();
    await made.engine.undo({});
    assert.deepEqual(wholeTree(made, false), before);
  });

  it('is said again, and written down no more, as long as it stays', async () => {
    const made = bench();
    failEvery(made, /^(unlink) (.*\.part)$/, 'io_error');
    await organize(made, { into: STICK });
    const [entry] = await made.engine.history();
    const [recovered] = await made.engine.recover({ then: 'roll_back' });
    assert.equal(recovered?.problems.length, 3);
    assert.deepEqual(
      (await made.engine.history()).map(({ journal_bytes }) => journal_bytes),
      [entry?.journal_bytes],
    );
  });

  it('goes with the copy that could not be removed either', async () => {
    const made = bench();
    const before = wholeTree(made, false);
    const faults = failEvery(made, /^(unlink) (.*)$/, 'read_only_file_system');
    const result = await (await made.engine.planOrganize({ root: TREE, into: STICK })).apply();
    assert.deepEqual([result.status, result.files_failed], ['completed_with_errors', 3]);
    assert.equal(result.problems[0]?.path, `${TREE}/in/a.txt`);
    assert.match(result.problems[0].message, /could not be removed/);
    assert.equal(partsOn(made).length, 3);
    faults.stop();
    await made.engine.recover({});
    assert.deepEqual(partsOn(made), []);
    made.later();
    await made.engine.undo({});
    assert.deepEqual(wholeTree(made, false), before);
  });
});
