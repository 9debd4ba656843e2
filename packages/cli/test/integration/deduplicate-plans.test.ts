import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readdirSync, readFileSync, renameSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { scene } from '../support/duplicates-scene.ts';
import { errorCodeOf, jsonOf, kempt, type Ended } from '../support/kempt-process.ts';
import { contentsOf, problemCodes } from '../support/reclaimed.ts';
import { snapshot } from '../support/messy-folder.ts';

const FILES = { a: 'same', 'b/c': 'same', d: 'unlike', 'e/f': 'same' };

interface Planned {
  readonly root: string;
  readonly home: string;
  readonly file: string;
  readonly ended: Ended;
}

async function planned(files: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Planned> {
  const { root, home } = scene(files);
  const file = join(root, '..', 'my plan');
  const rest = args.length === 0 ? ['--keep', 'first_seen'] : args;
  const ended = await kempt(['deduplicate', root, ...rest, '--plan-out', file, '--json'], { home });
  return { root, home, file, ended };
}

describe('the plan of a deduplicate', () => {
  for (const action of ['quarantine', 'hardlink', 'symlink']) {
    test(`is kept, shown and carried out later: ${action}`, async () => {
      const { root, home, file, ended } = await planned(FILES, '--keep', 'shortest_path', '--action', action);
      const before = snapshot(root);
      assert.deepEqual([ended.code, jsonOf(ended)['status'], jsonOf(ended)['plan_file']], [0, 'planned', file]);
      const shown = await kempt(['apply', file, '--preview'], { home });
      assert.match(shown.stdout, /^(?:Quarantine|Link|Put symbolic links in place of) 2 files \(8 B\), keep 1 file\n/);
      assert.ok(shown.stdout.includes(`  ${root}/b/c\n    kept: ${root}/a (shortest_path)\n`), shown.stdout);
      const listed = await kempt(['apply', file, '--preview', '--list'], { home });
      assert.equal(listed.stdout.trim().split('\n').length, 2);
      assert.deepEqual(snapshot(root), before);
      const applied = await kempt(['apply', file, '--json'], { home });
      const result = jsonOf(applied);
      assert.deepEqual(
        [applied.code, result['type'], result['files_completed'], result['action']],
        [0, 'deduplicate', 2, action],
      );
      assert.equal((await kempt(['verify', String(result['operation_id'])], { home })).code, 0);
      assert.equal((await kempt(['undo'], { home })).code, 0);
      assert.deepEqual(contentsOf(root), ['same', 'same', 'same', 'unlike']);
      assert.deepEqual(readdirSync(root).sort(), ['a', 'b', 'd', 'e']);
    });
  }

  test('leaves its files in a quarantine that is listed, and can be given back and purged', async () => {
    const { root, home, file } = await planned(FILES);
    const applied = jsonOf(await kempt(['apply', file, '--json'], { home }));
    const held = jsonOf(await kempt(['quarantine', 'list', '--json'], { home }))['quarantined'] as {
      readonly quarantine_path: string;
      readonly operation_id: string;
    }[];
    assert.deepEqual(
      held.map(({ operation_id: id, quarantine_path: path }) => [id, existsSync(path)]),
      [
        [applied['operation_id'], true],
        [applied['operation_id'], true],
      ],
    );
    assert.equal((await kempt(['quarantine', 'restore', 'c'], { home })).code, 0);
    assert.equal(readFileSync(join(root, 'b/c'), 'utf8'), 'same');
    assert.equal((await kempt(['quarantine', 'purge', '--older-than', '0s', '--yes'], { home })).code, 0);
    assert.deepEqual(contentsOf(root), ['same', 'same', 'unlike']);
  });

  test('is not written over another file', async () => {
    const { root, home, file } = await planned(FILES);
    const twice = await kempt(['deduplicate', root, '--keep', 'oldest', '--plan-out', file, '--json'], { home });
    assert.deepEqual([twice.code, errorCodeOf(twice)], [3, 'output_exists']);
    assert.equal((await kempt(['apply', file], { home })).code, 0);
  });

  test('does nothing when it is carried out a second time', async () => {
    const { root, home, file } = await planned(FILES);
    assert.equal((await kempt(['apply', file], { home })).code, 0);
    const before = snapshot(root);
    const twice = await kempt(['apply', file, '--json'], { home });
    assert.deepEqual([twice.code, jsonOf(twice)['files_completed'], jsonOf(twice)['files_skipped']], [1, 0, 2]);
    assert.deepEqual(problemCodes(twice), ['not_found', 'not_found']);
    assert.deepEqual(snapshot(root), before);
    assert.deepEqual(contentsOf(root), ['same', 'same', 'same', 'unlike']);
  });

  test('can be carried out again once it was taken back', async () => {
    const { root, home, file } = await planned(FILES);
    for (const args of [['apply', file], ['undo'], ['apply', file]]) {
      assert.equal((await kempt(args, { home })).code, 0, args[0]);
    }
    assert.deepEqual([existsSync(join(root, 'a')), existsSync(join(root, 'b/c'))], [true, false]);
  });

  for (const [what, change, code] of [
    ['a duplicate that changed', (root: string) => appendFileSync(join(root, 'b/c'), '!'), 'changed_since_plan'],
    ['duplicates whose kept file changed', (root: string) => appendFileSync(join(root, 'a'), '!'), 'kept_changed'],
    [
      'duplicates whose kept file is gone',
      (root: string) => renameSync(join(root, 'a'), join(root, 'elsewhere')),
      'kept_missing',
    ],
  ] as const) {
    test(`leaves ${what}`, async () => {
      const { root, home, file } = await planned(FILES);
      change(root);
      const before = contentsOf(root);
      const applied = await kempt(['apply', file, '--json'], { home });
      assert.equal(applied.code, 1);
      assert.ok(problemCodes(applied).every((found) => found === code));
      assert.ok(problemCodes(applied).length > 0);
      assert.deepEqual(contentsOf(root), before);
    });
  }

  test('is refused when a bit of it was changed, wherever that is', async () => {
    const { root, home, file } = await planned(FILES);
    const before = snapshot(root);
    const whole = readFileSync(file);
    for (let i = 0; i < 6; i++) {
      const edited = Buffer.from(whole);
      const at = Math.round((i * (whole.length - 1)) / 5);
      edited.writeUInt8(edited.readUInt8(at) ^ 4, at);
      writeFileSync(file, edited);
      const ended = await kempt(['apply', file, '--json'], { home });
      assert.deepEqual([ended.code, errorCodeOf(ended)], [3, 'plan_corrupt'], String(at));
    }
    assert.deepEqual(snapshot(root), before);
  });

  test('is refused when its folder is another one by now', async () => {
    const { root, home, file } = await planned(FILES);
    renameSync(root, `${root}-old`);
    mkdirSync(root);
    const ended = await kempt(['apply', file, '--json'], { home });
    assert.deepEqual([ended.code, errorCodeOf(ended)], [3, 'root_changed']);
    assert.deepEqual(contentsOf(`${root}-old`), ['same', 'same', 'same', 'unlike']);
  });

  test('never touches references, and does nothing while they are not there', async () => {
    const { root, home } = scene({ 'new/a': 'same', 'new/b': 'x', 'old/c': 'same' });
    const file = join(root, 'plan');
    const args = ['--reference', join(root, 'old'), '--keep', 'reference_root', '--plan-out', file];
    assert.equal((await kempt(['deduplicate', join(root, 'new'), ...args], { home })).code, 0);
    renameSync(join(root, 'old'), join(root, 'away'));
    const without = await kempt(['apply', file, '--json'], { home });
    assert.deepEqual([without.code, problemCodes(without)], [1, ['kept_missing']]);
    renameSync(join(root, 'away'), join(root, 'old'));
    const applied = await kempt(['apply', file, '--json'], { home });
    assert.deepEqual([applied.code, jsonOf(applied)['files_completed']], [0, 1]);
    assert.deepEqual([existsSync(join(root, 'new/a')), existsSync(join(root, 'old/c'))], [false, true]);
  });
});
