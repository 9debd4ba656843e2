import { diffSnapshots, snapshotTree } from '@kempt/engine/testing/tree-snapshot';
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { crowdNames, makeCrowd } from '../support/crowd.ts';
import { errorCodeOf, jsonOf, kempt, temporaryFolder } from '../support/kempt-process.ts';

const base = temporaryFolder();
const options = { home: join(base, 'state') };
const root = makeCrowd(join(base, 'root'), [...crowdNames(20), ...crowdNames(20).map((name) => `deep/in-${name}`)]);
const asAtFirst = snapshotTree(root);
const MAGIC = 'KEMPT JOURNAL 1\n'.length;
/** Length, checksum and type, see docs/journal-format.md. */
const FRAME_HEAD = 9;

/** An operation that moved everything, and its journal. */
interface Done {
  readonly id: string;
  readonly path: string;
  readonly whole: Buffer;
  /** Where each record begins, by its type. */
  readonly records: ReadonlyMap<string, number>;
}

async function organized(): Promise<Done> {
  const { operation_id: operationId } = jsonOf(await kempt(['organize', root, '--yes', '--json'], options));
  const id = String(operationId);
  const path = join(options.home, 'operations', id, 'journal');
  const whole = readFileSync(path);
  const records = new Map<string, number>();
  for (let at = MAGIC; at < whole.length; at += FRAME_HEAD + whole.readUInt32LE(at)) {
    records.set(whole.toString('latin1', at + 8, at + 9), at);
  }
  return { id, path, whole, records };
}

/** Changes one bit in the middle of the record that begins there. */
function flip({ path, whole }: Done, at: number): void {
  const flipped = Buffer.from(whole);
  const middle = at === 0 ? 3 : at + FRAME_HEAD + Math.floor(whole.readUInt32LE(at) / 2);
  flipped.writeUInt8(flipped.readUInt8(middle) ^ 1, middle);
  writeFileSync(path, flipped);
}

async function assertRefused(argv: readonly string[], { id, path }: Done): Promise<void> {
  const [tree, journal] = [snapshotTree(root), readFileSync(path)];
  const ended = await kempt([...argv, '--json'], options);
  assert.deepEqual([ended.code, errorCodeOf(ended), ended.stderr], [3, 'journal_corrupt', ''], argv.join(' '));
  assert.match(ended.stdout, new RegExp(`The journal of operation ${id} is damaged: [^"]+[.]"`));
  assert.match(ended.stdout, /"hint":"Nothing was changed\. `kempt recover [^"]+ --rebuild`/);
  assert.deepEqual(diffSnapshots(tree, snapshotTree(root)), []);
  assert.deepEqual(readFileSync(path), journal);
}

async function assertGivenBack(argv: readonly string[]): Promise<void> {
  const ended = await kempt(argv, options);
  assert.equal(ended.code, 0, ended.stdout + ended.stderr);
  // Times of folders that stood behind the damage are not known any more.
  const differences = diffSnapshots(asAtFirst, snapshotTree(root)).filter((line) => !line.startsWith('mtime of '));
  assert.deepEqual(differences, []);
}

describe('an operation whose journal is damaged', () => {
  let done: Done;
  before(async () => {
    done = await organized();
  });

  test('is refused by every command that names it or would mean it', async () => {
    const { id, records } = done;
    flip(done, records.get('o') ?? 0);
    const commands = [
      ...[['undo'], ['undo', id], ['resume'], ['resume', id], ['recover', id], ['show', id]],
      ...[
        ['verify', id],
        ['report', id],
        ['export', id, '--undo-script', join(base, 'script')],
      ],
    ];
    for (const argv of commands) await assertRefused(argv, done);
    assert.deepEqual(readdirSync(base).sort(), ['root', 'state']);
  });

  test('is listed by a recovery of everything, which settles all others', async () => {
    const other = makeCrowd(join(base, 'other'), crowdNames(3));
    const { operation_id: cut } = jsonOf(await kempt(['organize', other, '--yes', '--json'], options));
    const journal = join(options.home, 'operations', String(cut), 'journal');
    writeFileSync(journal, readFileSync(journal).subarray(0, -1));
    const ended = await kempt(['recover', '--json'], options);
    assert.equal(ended.code, 1);
    const { operations, problems } = jsonOf(ended) as Record<string, readonly Record<string, unknown>[]>;
    assert.deepEqual([operations?.map((each) => each['operation_id']), operations?.length], [[cut], 1]);
    assert.deepEqual(
      problems?.map((each) => [each['operation_id'], each['code']]),
      [[done.id, 'journal_corrupt']],
    );
    assert.match((await kempt(['recover'], options)).stdout, /^1 problem\n.*\n.*is damaged: .*--rebuild/);
    assert.equal((await kempt(['undo', String(cut)], options)).code, 0);
    assert.equal((await kempt(['history', 'prune', '--older-than', '0s', '--yes'], options)).code, 0);
  });

  test('keeps nobody from other work', async () => {
    const { code } = await kempt(['organize', root, '--yes'], options);
    assert.equal(code, 0);
    assert.deepEqual(jsonOf(await kempt(['history', '--json'], options)), { operations: [] });
  });

  for (const [record, what] of [
    ['', 'first line'],
    ['B', 'begin'],
    ['o', 'outcomes'],
  ] as const) {
    test(`is refused by a bare undo, rebuilt from the disk and taken back (${what})`, async () => {
      flip(done, done.records.get(record) ?? 0);
      await assertRefused(['undo'], done);
      const rebuilt = await kempt(['recover', done.id, '--rebuild', '--json'], options);
      assert.equal(rebuilt.code, 0, rebuilt.stdout);
      assert.match(rebuilt.stdout, /"status":"completed",.*"files_completed":40,/);
      await assertGivenBack(['undo', done.id]);
      done = await organized();
    });
  }

  for (const record of ['f', 'b', 'a']) {
    test(`is refused by a bare undo, whichever of its records it is (${record})`, async () => {
      flip(done, done.records.get(record) ?? 0);
      await assertRefused(['undo'], done);
    });
  }

  test('can be rebuilt and taken back when nothing is left of its batches', async () => {
    const { id, path, whole, records } = done;
    writeFileSync(path, whole.subarray(0, records.get('f')));
    assert.equal((await kempt(['recover', id, '--rebuild'], options)).code, 0);
    await assertGivenBack(['undo']);
    done = await organized();
  });

  for (const [record, more] of [
    ['o', 0],
    ['a', 5],
    ['e', 30],
  ] as const) {
    test(`is taken back all the same when its end is torn off (${record}, ${String(more)} bytes)`, async () => {
      const { path, whole, records } = done;
      writeFileSync(path, whole.subarray(0, (records.get(record) ?? 0) + more));
      await assertGivenBack(['undo']);
      done = await organized();
    });
  }

  test('is taken back all the same when its last record is damaged, as a crash may leave it', async () => {
    flip(done, done.records.get('e') ?? 0);
    await assertGivenBack(['undo']);
  });
});
