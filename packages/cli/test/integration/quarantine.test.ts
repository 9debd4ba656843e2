import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { scene, type Scene } from '../support/duplicates-scene.ts';
import { errorCodeOf, jsonOf, kempt, runProcess } from '../support/kempt-process.ts';
import { snapshot } from '../support/messy-folder.ts';

/** A folder of which two duplicates are in quarantine. */
async function quarantined(): Promise<Scene & { readonly operationId: string }> {
  const place = scene({ a: 'same', 'b/x.jpg': 'same', 'b/y.txt': 'same' });
  const ended = await kempt(['deduplicate', place.root, '--keep', 'first_seen', '--yes', '--json'], place);
  assert.equal(ended.code, 0);
  return { ...place, operationId: String(jsonOf(ended)['operation_id']) };
}

describe('the quarantine', () => {
  test('is listed for programs and for people', async () => {
    const { home, root, operationId } = await quarantined();
    const {
      files,
      size_bytes: bytes,
      quarantined: list,
    } = jsonOf(await kempt(['quarantine', 'list', '--json'], { home }));
    assert.deepEqual([files, bytes], [2, 8]);
    assert.ok(Array.isArray(list));
    const [first] = list as readonly Record<string, unknown>[];
    assert.deepEqual(
      ['operation_id', 'original_path', 'size_bytes', 'kept_path', 'reachable'].map((field) => first?.[field]),
      [operationId, join(root, 'b/x.jpg'), 4, join(root, 'a'), true],
    );
    const shown = await kempt(['quarantine', 'list'], { home });
    assert.match(shown.stdout, /b\/x\.jpg\n[^]*b\/y\.txt\n2 files, 8 B\n$/);
    assert.match((await kempt(['quarantine', 'list'], { home: `${home}-other` })).stdout, /^Nothing is in quarantine/);
  });

  test('gives back what is asked for by path, glob or operation', async () => {
    const { home, root, operationId } = await quarantined();
    const restore = async (what: string): Promise<unknown> => {
      const ended = await kempt(['quarantine', 'restore', what, '--json'], { home, cwd: root });
      assert.equal(ended.code, 0, ended.stderr);
      return jsonOf(ended)['files_completed'];
    };
    assert.equal(await restore('*.jpg'), 1);
    assert.equal(await restore('b/y.txt'), 1);
    assert.ok(existsSync(join(root, 'b/x.jpg')) && existsSync(join(root, 'b/y.txt')));
    const again = await kempt(['quarantine', 'restore', operationId, '--json'], { home });
    assert.deepEqual([again.code, errorCodeOf(again)], [3, 'already_undone']);
    const nothing = await kempt(['quarantine', 'restore', 'b', '--json'], { home, cwd: root });
    assert.deepEqual([nothing.code, errorCodeOf(nothing)], [4, 'not_in_quarantine']);
  });

  test('keeps a file whose old place is taken, and exits 1', async () => {
    const { home, root } = await quarantined();
    writeFileSync(join(root, 'b/x.jpg'), 'new');
    const ended = await kempt(['quarantine', 'restore', join(root, 'b'), '--json'], { home });
    assert.deepEqual([ended.code, jsonOf(ended)['files_completed'], jsonOf(ended)['files_skipped']], [1, 1, 1]);
    assert.equal(readFileSync(join(root, 'b/x.jpg'), 'utf8'), 'new');
  });

  test('is purged only of what is old, and only after a yes', async () => {
    const { home, root } = await quarantined();
    const before = snapshot(root);
    // Of the same content as those that go, so that it takes as much of the disk.
    const room = 2 * 512 * statSync(join(root, 'a')).blocks;
    const young = await kempt(['quarantine', 'purge', '--older-than', '1h', '--yes', '--json'], { home });
    assert.deepEqual([young.code, jsonOf(young)['operations']], [0, []]);
    const asked = await kempt(['quarantine', 'purge', '--older-than', '0s', '--json'], { home });
    assert.deepEqual([asked.code, errorCodeOf(asked)], [3, 'confirmation_required']);
    assert.deepEqual(snapshot(root), before);
    const ended = await kempt(['quarantine', 'purge', '--older-than', '0s', '--yes', '--json'], { home });
    const { files_completed: purged, space_reclaimed_bytes: gained } = jsonOf(ended);
    assert.deepEqual([ended.code, purged, gained], [0, 2, room]);
    assert.equal(existsSync(join(root, '.kempt-quarantine')), false);
    assert.equal(readFileSync(join(root, 'a'), 'utf8'), 'same');
    const undo = await kempt(['undo', '--json'], { home });
    assert.deepEqual([undo.code, errorCodeOf(undo)], [4, 'nothing_to_undo']);
  });

  test('outlives the pruning of the history', async () => {
    const { home, root, operationId } = await quarantined();
    const pruned = await kempt(['history', 'prune', '--older-than', '0s', '--yes', '--json'], { home });
    assert.deepEqual([pruned.code, jsonOf(pruned)['pruned']], [0, []]);
    assert.equal((await kempt(['undo', operationId], { home })).code, 0);
    assert.ok(existsSync(join(root, 'b/x.jpg')));
  });

  test('is emptied by the shell script too, and shown by every look at the operation', async () => {
    const { home, root, operationId } = await quarantined();
    for (const args of [['show'], ['report', '--format', 'csv'], ['report', '--format', 'html'], ['verify']]) {
      const [command = '', ...options] = args;
      assert.equal((await kempt([command, operationId, ...options], { home })).code, 0, command);
    }
    const script = join(dirname(home), 'undo.sh');
    const exported = await kempt(['export', operationId, '--undo-script', script], { home });
    assert.equal(exported.code, 0, exported.stderr);
    assert.equal((await runProcess(['sh', script])).code, 0);
    assert.ok(existsSync(join(root, 'b/x.jpg')) && existsSync(join(root, 'b/y.txt')));
    assert.equal(existsSync(join(root, '.kempt-quarantine')), false);
  });

  test('is never organized, and never named', async () => {
    const { home, root } = await quarantined();
    const organized = await kempt(['organize', root, '--hidden', '--yes', '--settle', '0', '--json'], { home });
    assert.equal(organized.code, 0);
    assert.equal(jsonOf(await kempt(['quarantine', 'list', '--json'], { home }))['files'], 2);
    const named = await kempt(['organize', join(root, '.kempt-quarantine'), '--yes', '--json'], { home });
    assert.deepEqual([named.code, errorCodeOf(named)], [3, 'path_in_state_folder']);
  });
});
