import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { scene, type Scene } from '../support/duplicates-scene.ts';
import { errorCodeOf, jsonOf, kempt } from '../support/kempt-process.ts';
import { contentsOf } from '../support/reclaimed.ts';

const NOW = ['--settle', '0', '--yes', '--json'];

/** Two files with the same bytes, of which `b.txt` is older, and one of its own. */
function twins(): Scene {
  const place = scene({ 'a.txt': 'same', 'b.txt': 'same', 'own.txt': 'other' });
  utimesSync(join(place.root, 'b.txt'), 1_600_000_000, 1_600_000_000);
  return place;
}

test('leave reports duplicates and what they hold, and organizes all of them', async () => {
  const { root, home } = twins();
  const shown = await kempt(['organize', root, '--settle', '0', '--duplicates', 'leave', '--preview'], { home });
  assert.match(shown.stdout, /1 duplicate \(4 B\)\n +a\.txt +kept: b\.txt \(oldest\)\n/);
  const result = jsonOf(await kempt(['organize', root, '--duplicates', 'leave', ...NOW], { home }));
  assert.deepEqual(
    ['duplicates_found', 'duplicates_size_bytes', 'space_reclaimed_bytes', 'space_quarantined_bytes'].map(
      (name) => result[name],
    ),
    [1, 4, 0, 0],
  );
  assert.deepEqual(readdirSync(join(root, 'documents')).sort(), ['a.txt', 'b.txt', 'own.txt']);
});

test('an organize that is not asked says nothing of what duplicates hold', async () => {
  const { root, home } = twins();
  const result = jsonOf(await kempt(['organize', root, ...NOW], { home }));
  assert.deepEqual([result['duplicates_found'], 'duplicates_size_bytes' in result], [0, false]);
});

test('skip leaves duplicates where they are, by the rules that were named', async () => {
  const { root, home } = twins();
  const argv = ['organize', root, '--duplicates', 'skip', '--keep', 'newest', ...NOW];
  const ended = await kempt(argv, { home });
  assert.deepEqual([ended.code, jsonOf(ended)['skipped']], [0, [{ reason: 'duplicate', count: 1 }]]);
  assert.deepEqual(readdirSync(root).sort(), ['b.txt', 'documents']);
  assert.equal(jsonOf(await kempt(argv, { home }))['files_planned'], 0, 'a second run finds nothing to do');
});

test('quarantine takes duplicates away, knows where they came from, and undo brings them back', async () => {
  const { root, home } = twins();
  const shown = await kempt(['organize', root, '--settle', '0', '--duplicates', 'quarantine', '--preview'], { home });
  assert.match(shown.stdout, /^Move 2 files \(9 B\) and quarantine 1 duplicate of/);
  assert.match(shown.stdout, /a\.txt → quarantine +kept: b\.txt \(oldest\)/);
  const ended = await kempt(['organize', root, '--duplicates', 'quarantine', ...NOW], { home });
  assert.deepEqual([ended.code, jsonOf(ended)['space_quarantined_bytes']], [0, 4]);
  assert.deepEqual(readdirSync(join(root, 'documents')).sort(), ['b.txt', 'own.txt']);
  assert.deepEqual(contentsOf(join(root, '.kempt-quarantine')), ['same']);
  assert.equal(jsonOf(await kempt(['quarantine', 'list', '--json'], { home }))['files'], 1);
  assert.equal((await kempt(['undo'], { home })).code, 0);
  assert.deepEqual(readdirSync(root).sort(), ['a.txt', 'b.txt', 'own.txt']);
});

test('a plan file that takes duplicates away is shown, carried out, verified and taken back', async () => {
  const { root, home } = twins();
  const file = join(home, '..', 'plan.kempt');
  const argv = ['organize', root, '--settle', '0', '--duplicates', 'quarantine', '--plan-out', file];
  assert.equal((await kempt(argv, { home })).code, 0);
  assert.equal((await kempt(['apply', file, '--preview'], { home })).code, 0);
  assert.deepEqual(readdirSync(root).sort(), ['a.txt', 'b.txt', 'own.txt']);
  const ended = await kempt(['apply', file, '--yes', '--json'], { home });
  assert.deepEqual([ended.code, jsonOf(ended)['space_quarantined_bytes']], [0, 4]);
  assert.deepEqual(readdirSync(join(root, 'documents')).sort(), ['b.txt', 'own.txt']);
  assert.equal(jsonOf(await kempt(['quarantine', 'list', '--json'], { home }))['files'], 1);
  assert.equal((await kempt(['verify', String(jsonOf(ended)['operation_id'])], { home })).code, 0);
  assert.equal((await kempt(['undo'], { home })).code, 0);
  assert.deepEqual(readdirSync(root).sort(), ['a.txt', 'b.txt', 'own.txt']);
});

test('hardlink organizes every name of one file, says so, also by a plan file, and undo makes two files', async () => {
  const { root, home } = twins();
  const shown = await kempt(['organize', root, '--settle', '0', '--duplicates', 'hardlink', '--preview'], { home });
  assert.match(shown.stdout, /^Move 3 files \(13 B\) and link duplicates of/);
  assert.match(shown.stdout, /a\.txt → link +kept: b\.txt \(oldest\)/);
  const file = join(home, '..', 'plan.kempt');
  const argv = ['organize', root, '--settle', '0', '--duplicates', 'hardlink', '--plan-out', file];
  assert.equal((await kempt(argv, { home })).code, 0);
  const ended = await kempt(['apply', file, '--yes', '--json'], { home });
  const result = jsonOf(ended);
  assert.deepEqual([ended.code, result['files_completed'], result['space_quarantined_bytes']], [0, 3, 0]);
  assert.ok(Number(result['space_reclaimed_bytes']) > 0);
  const names = ['a.txt', 'b.txt'].map((name) => join(root, 'documents', name));
  assert.equal(new Set(names.map((name) => statSync(name).ino)).size, 1);
  assert.equal((await kempt(['verify', String(result['operation_id'])], { home })).code, 0);
  assert.equal((await kempt(['undo'], { home })).code, 0);
  assert.deepEqual(readdirSync(root).sort(), ['a.txt', 'b.txt', 'own.txt']);
  assert.equal(new Set(['a.txt', 'b.txt'].map((name) => statSync(join(root, name)).ino)).size, 2);
  assert.notEqual(statSync(join(root, 'a.txt')).mtimeMs, statSync(join(root, 'b.txt')).mtimeMs);
});

test('an undo script brings names that became links back', async () => {
  const { root, home } = twins();
  const ended = await kempt(['organize', root, '--duplicates', 'hardlink', ...NOW], { home });
  const script = join(home, '..', 'undo.sh');
  const argv = ['export', String(jsonOf(ended)['operation_id']), '--undo-script', script];
  assert.equal((await kempt(argv, { home })).code, 0);
  execFileSync('sh', [script]);
  assert.deepEqual(contentsOf(root), ['other', 'same', 'same']);
  assert.deepEqual(readdirSync(root).sort(), ['a.txt', 'b.txt', 'own.txt']);
});

test('bytes that the cache of hashes is wrong about are compared before a duplicate goes', async () => {
  const { root, home } = scene({ 'a.txt': 'same', 'b.txt': 'same' });
  for (const name of ['a.txt', 'b.txt']) utimesSync(join(root, name), 1_600_000_000, 1_600_000_000);
  const plan = join(home, '..', 'plan.kempt');
  const argv = ['organize', root, '--settle', '0', '--duplicates', 'quarantine'];
  assert.equal((await kempt([...argv, '--plan-out', plan], { home })).code, 0);
  writeFileSync(join(root, 'b.txt'), 'else');
  utimesSync(join(root, 'b.txt'), 1_600_000_000, 1_600_000_000);
  const ended = await kempt(['apply', plan, '--yes', '--json'], { home });
  assert.equal(ended.code, 1);
  const contents = ['documents/a.txt', 'documents/b.txt', 'a.txt', 'b.txt']
    .map((path) => join(root, path))
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, 'utf8'));
  assert.deepEqual(contents.sort(), ['else', 'same']);
});

test('what makes no sense is refused before anything is read', async () => {
  const { root, home } = twins();
  for (const argv of [
    ['--keep', 'oldest'],
    ['--duplicates', 'leave', '--keep', 'reference_root'],
    ['--duplicates', 'away'],
    ['--duplicates', 'quarantine', '--mode', 'copy', '--into', join(root, 'x')],
    ['--duplicates', 'hardlink', '--mode', 'copy', '--into', join(root, 'x')],
  ]) {
    const ended = await kempt(['organize', root, ...argv, ...NOW], { home });
    assert.deepEqual([ended.code, errorCodeOf(ended)], [2, 'invalid_argument'], argv.join(' '));
  }
  assert.equal(existsSync(join(root, 'documents')), false);
});
