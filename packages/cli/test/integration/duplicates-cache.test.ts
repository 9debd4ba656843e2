import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { scene } from '../support/duplicates-scene.ts';
import { jsonOf, kempt } from '../support/kempt-process.ts';

describe('hashes that are remembered', () => {
  const readBytes = async (argv: readonly string[], home: string): Promise<unknown> => {
    const ended = await kempt(['duplicates', ...argv, '--json'], { home });
    assert.equal(ended.code, 0);
    assert.match(JSON.stringify(jsonOf(ended)['largest_groups']), /\/a".*\/b"/);
    return jsonOf(ended)['read_bytes'];
  };

  test('spare all reading, until a file is touched', async () => {
    const { root, home } = scene({
      a: 'same',
      b: 'same',
      'c/large': 'l'.repeat(400_000),
      'd/large': 'l'.repeat(400_000),
    });
    assert.ok(Number(await readBytes([root], home)) > 800_000);
    assert.equal(await readBytes([root], home), 0);
    utimesSync(join(root, 'a'), 1e9, 1e9);
    assert.equal(await readBytes([root], home), 4);
    assert.equal(await readBytes([root], home), 0);
    assert.ok(Number(await readBytes([root, '--no-cache'], home)) > 800_000);
  });

  test('are no more than a help: damaged ones are found out', async () => {
    const { root, home } = scene({ a: 'same', b: 'same' });
    await readBytes([root], home);
    const cache = join(home, 'hash-cache');
    const whole = readFileSync(cache);
    for (const damaged of [
      Buffer.from('rubbish'),
      whole.subarray(0, 50),
      whole.map((byte, i) => (i === 90 ? ~byte : byte)),
    ]) {
      writeFileSync(cache, damaged);
      assert.equal(await readBytes([root], home), 8);
      assert.equal(await readBytes([root], home), 0);
    }
  });

  test('are missed by nobody when they cannot be kept, and it is said', async () => {
    const { root, home } = scene({ a: 'same', b: 'same' });
    const blocked = join(home, 'below');
    writeFileSync(home, 'a file');
    const ended = await kempt(['duplicates', root], { home: blocked });
    assert.equal(ended.code, 0);
    assert.match(ended.stdout, /^1 duplicate in 1 group/);
    assert.match(ended.stderr, /^Hashes are not remembered, .*: hash-cache cannot be written \(ENOTDIR\)\.\n$/);
    const { cache_problem: problem } = jsonOf(await kempt(['duplicates', root, '--json'], { home: blocked }));
    assert.equal(problem, 'hash-cache cannot be written (ENOTDIR)');
  });

  test('lie where the search does not look', async () => {
    const { root } = scene({ a: 'same', b: 'same' });
    const home = join(root, 'state');
    await readBytes([root], home);
    assert.ok(existsSync(join(home, 'hash-cache')));
    const { files, skipped } = jsonOf(await kempt(['duplicates', root, '--json'], { home }));
    assert.deepEqual([files, skipped], [2, [{ reason: 'state_folder', count: 1 }]]);
  });

  describe('of files that Kempt moved itself', { skip: process.platform !== 'linux' }, () => {
    const FILES = {
      'in/a': 'same',
      'in/b': 'same',
      'in/large/a': 'l'.repeat(400_000),
      'in/large/b': 'l'.repeat(400_000),
    };
    const ORGANIZE = ['--template', '{parent}/{name}.moved', '--settle', '0', '--yes', '--json'];
    const bytesRead = async (root: string, home: string): Promise<unknown> =>
      jsonOf(await kempt(['duplicates', root, '--json'], { home }))['read_bytes'];

    test('spare all reading after an organize, and after its undo', async () => {
      const { root, home } = scene(FILES);
      assert.notEqual(await bytesRead(root, home), 0);
      for (const args of [['organize', root, ...ORGANIZE], ['undo']]) {
        assert.equal((await kempt(args, { home })).code, 0, args[0]);
        assert.equal(await bytesRead(root, home), 0, args[0]);
      }
    });

    test('spare reading after a quarantine and its undo', async () => {
      const { root, home } = scene(FILES);
      await bytesRead(root, home);
      assert.equal((await kempt(['deduplicate', root, '--keep', 'first_seen', '--yes'], { home })).code, 0);
      assert.equal((await kempt(['undo'], { home })).code, 0);
      assert.equal(await bytesRead(root, home), 0);
    });

    test('do not hide that a file was written to right behind its move, with its time put back', async () => {
      const { root, home } = scene(FILES);
      await bytesRead(root, home);
      const ended = await kempt(['organize', root, ...ORGANIZE], { home });
      assert.equal(jsonOf(ended)['files_completed'], 4);
      const [path = ''] = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
        name.endsWith('a.moved'),
      );
      const { atime, mtime, size } = statSync(join(root, path));
      writeFileSync(join(root, path), 'x'.repeat(size));
      utimesSync(join(root, path), atime, mtime);
      assert.equal(await bytesRead(root, home), size);
    });

    test('do not hide that a file was written to before it was moved, with its time put back', async () => {
      const { root, home } = scene(FILES);
      await bytesRead(root, home);
      const { atime, mtime } = statSync(join(root, 'in/a'));
      writeFileSync(join(root, 'in/a'), 'else');
      utimesSync(join(root, 'in/a'), atime, mtime);
      await kempt(['organize', root, ...ORGANIZE], { home });
      const found = jsonOf(await kempt(['duplicates', root, '--json'], { home }));
      assert.deepEqual([found['read_bytes'], found['groups']], [4, 1]);
    });
  });
});
