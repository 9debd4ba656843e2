import { requireTool } from '@kempt/engine/testing/require-tool';
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { errorCodeOf, jsonOf, kempt, LAUNCHER, runProcess, temporaryFolder } from '../support/kempt-process.ts';
import { fillMessyFolder, MOVABLE, snapshot } from '../support/messy-folder.ts';

const base = temporaryFolder();
const home = join(base, 'state');

describe('scan', () => {
  const root = fillMessyFolder(join(base, 'scanned'));

  test('says what is there', async () => {
    const ended = await kempt(['scan', root], { home });
    assert.deepEqual([ended.code, ended.stderr], [0, '']);
    assert.match(ended.stdout, new RegExp(`^${MOVABLE} files in \\d folders`));
    assert.match(ended.stdout, /Category +Files +Size +Share\n/);
  });

  test('says the same to programs', async () => {
    const found = jsonOf(await kempt(['scan', root, '--json'], { home }));
    const fields = ['files', 'directories', 'size_bytes', 'categories', 'largest_files', 'mismatches', 'skipped'];
    for (const field of fields) assert.ok(field in found, field);
    assert.equal(found['files'], MOVABLE);
    assert.match(JSON.stringify(found['skipped']), /"hidden"/);
    assert.match(JSON.stringify(found['mismatches']), /wrong\.jpg/);
    const hidden = jsonOf(await kempt(['scan', root, '--json', '--hidden'], { home }));
    assert.equal(hidden['files'], MOVABLE + 1);
  });

  test('lists one JSON line for every file', async () => {
    const ended = await kempt(['scan', root, '--list'], { home });
    const rows = ended.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.equal(rows.length, MOVABLE);
    const fields = ['category', 'detected_extension', 'mimetype', 'path', 'size_bytes'];
    for (const row of rows) assert.deepEqual(Object.keys(row).sort(), fields);
  });

  test('changes nothing, and refuses what it cannot look at', async () => {
    const untouched = snapshot(root);
    await kempt(['scan', root, '--hidden'], { home });
    assert.deepEqual(snapshot(root), untouched);
    const missing = await kempt(['scan', join(root, 'missing'), '--json'], { home });
    assert.deepEqual([missing.code, errorCodeOf(missing)], [4, 'source_not_found']);
    const file = await kempt(['scan', join(root, 'letter.pdf'), '--json'], { home });
    assert.deepEqual([file.code, errorCodeOf(file)], [2, 'source_not_folder']);
  });

  test('ends quietly when only the first lines are read', async (t) => {
    if (!requireTool(t, 'bash') || !requireTool(t, 'head')) return;
    const script = '"$0" "$1" scan "$2" --list | head -n 1; echo "${PIPESTATUS[0]}"';
    const ended = await runProcess(['bash', '-c', script, process.execPath, LAUNCHER, root], { home });
    assert.match(ended.stdout, /^\{.*\}\n0\n$/);
    assert.equal(ended.stderr, '');
  });

  test('reports a full disk behind standard output', { skip: !existsSync('/dev/full') }, async () => {
    const script = '"$0" "$1" scan "$2" --json > /dev/full';
    const ended = await runProcess(['sh', '-c', script, process.execPath, LAUNCHER, root], { home });
    assert.equal(ended.code, 3);
  });
});

describe('explain', () => {
  const root = fillMessyFolder(join(base, 'explained'));

  test('says what a file is and where it would go', async () => {
    const ended = await kempt(['explain', 'wrong.jpg', '--json'], { home, cwd: root });
    assert.equal(ended.code, 0);
    const found = jsonOf(ended);
    assert.deepEqual([found['category'], found['detected_extension'], found['mismatch']], ['images', 'png', true]);
    const text = await kempt(['explain', join(root, 'letter.pdf'), '--by', 'year'], { home });
    assert.match(text.stdout, /→ .*2023\/letter\.pdf/);
  });

  test('finds no missing file', async () => {
    const ended = await kempt(['explain', join(root, 'nope'), '--json'], { home });
    assert.deepEqual([ended.code, errorCodeOf(ended)], [4, 'file_not_found']);
  });

  test('takes a name that is not UTF-8', { skip: process.platform !== 'linux' }, async () => {
    const name = Buffer.concat([Buffer.from(`${root}/a`), Buffer.from([0xe9]), Buffer.from('.txt')]);
    writeFileSync(name, 'text\n');
    const script = 'exec "$0" "$1" explain "$(printf "a\\351.txt")" --json';
    const ended = await runProcess(['sh', '-c', script, process.execPath, LAUNCHER], { home, cwd: root });
    assert.deepEqual([ended.code, ended.stderr], [0, '']);
    const { path, path_base64: base64 } = jsonOf(ended);
    assert.match(String(path), /a\\xe9\.txt$/);
    assert.deepEqual(Buffer.from(String(base64), 'base64'), name);
  });

  test('works in a folder whose name is not UTF-8', { skip: process.platform !== 'linux' }, async () => {
    const folder = Buffer.concat([Buffer.from(`${root}/b`), Buffer.from([0xff])]);
    mkdirSync(folder);
    writeFileSync(Buffer.concat([folder, Buffer.from('/c.txt')]), 'text\n');
    const script = 'cd "$(printf "b\\377")" && exec "$0" "$1" explain c.txt --json';
    const ended = await runProcess(['sh', '-c', script, process.execPath, LAUNCHER], { home, cwd: root });
    assert.deepEqual([ended.code, ended.stderr], [0, '']);
    assert.match(String(jsonOf(ended)['path']), /b\\xff\/c\.txt$/);
  });
});

describe('an operation afterwards', () => {
  const root = fillMessyFolder(join(base, 'organized'));
  const own = join(base, 'own-state');
  let id = '';
  before(async () => {
    id = String(jsonOf(await kempt(['organize', root, '--yes', '--json'], { home: own }))['operation_id']);
  });

  test('is in the history, newest first', async () => {
    const { operations } = jsonOf(await kempt(['history', '--json'], { home: own }));
    assert.ok(Array.isArray(operations));
    assert.deepEqual(
      operations.map((entry: Record<string, unknown>) => [entry['operation_id'], entry['status']]),
      [[id, 'completed']],
    );
    const text = await kempt(['history'], { home: own });
    assert.match(text.stdout, new RegExp(`^Id .*\\n${id} .* organize +completed`));
  });

  test('can be shown by the beginning of its id', async () => {
    const details = jsonOf(await kempt(['show', id.slice(0, -2), '--json'], { home: own }));
    assert.equal(details['operation_id'], id);
    const text = await kempt(['show', id], { home: own });
    assert.match(text.stdout, /First files\n {2}✓ /);
  });

  test('is found again on the disk, until somebody touches it', async () => {
    const same = await kempt(['verify', id, '--json'], { home: own });
    assert.equal(same.code, 0);
    assert.deepEqual(jsonOf(same), { operation_id: id, checked: MOVABLE, ok: MOVABLE, differing: [] });
    const song = join(root, 'audio', 'song.mp3');
    const bytes = readFileSync(song);
    rmSync(song);
    const differs = await kempt(['verify', id], { home: own });
    assert.equal(differs.code, 1);
    assert.match(differs.stdout, /1 file differs\n.*song\.mp3/);
    writeFileSync(song, bytes);
  });

  test('has a report in three forms, and no report overwrites a file', async () => {
    for (const [name, start] of [
      ['r.html', /^<!doctype html>/i],
      ['r.csv', /original_path/],
      ['r.json', /^\{/],
    ] as const) {
      const file = join(base, name);
      const ended = await kempt(['report', id, '--out', file, '--json'], { home: own });
      assert.deepEqual([ended.code, jsonOf(ended)['report_file']], [0, file]);
      assert.match(readFileSync(file, 'utf8'), start);
      const twice = await kempt(['report', id, '--out', file, '--json'], { home: own });
      assert.deepEqual([twice.code, errorCodeOf(twice)], [3, 'output_exists']);
    }
    assert.equal(jsonOf(await kempt(['report', id, '--json'], { home: own }))['operation_id'], id);
    const nowhere = await kempt(['report', id, '--out', join(base, 'no', 'r.csv'), '--json'], { home: own });
    assert.deepEqual([nowhere.code, errorCodeOf(nowhere)], [3, 'output_unwritable']);
  });

  test('can be exported as a script that undoes it without Kempt', async (t) => {
    if (!requireTool(t, 'sh')) return;
    const folder = fillMessyFolder(join(base, 'exported'));
    const files = (): string[] => snapshot(folder).map((line) => line.split(' ')[0] ?? '');
    const beforehand = files();
    const { operation_id: other } = jsonOf(await kempt(['organize', folder, '--yes', '--json'], { home: own }));
    const script = join(base, 'undo it.sh');
    const ended = await kempt(['export', String(other), '--undo-script', script, '--json'], { home: own });
    assert.deepEqual(jsonOf(ended), { operation_id: other, undo_script: script });
    const twice = await kempt(['export', String(other), '--undo-script', script, '--json'], { home: own });
    assert.deepEqual([twice.code, errorCodeOf(twice)], [3, 'output_exists']);
    assert.equal((await runProcess(['sh', script])).code, 0);
    assert.deepEqual(files(), beforehand);
  });

  test('is not found under another id', async () => {
    for (const command of [['show'], ['verify'], ['undo'], ['resume'], ['report'], ['export', '--undo-script', 'x']]) {
      const ended = await kempt([...command, 'nope', '--json'], { home: own, cwd: base });
      assert.deepEqual([ended.code, errorCodeOf(ended)], [4, 'operation_not_found'], command[0]);
    }
    assert.equal(existsSync(join(base, 'x')), false);
  });

  test('can be forgotten, but not by accident', async () => {
    const argv = ['history', 'prune', '--older-than', '0s'];
    const refused = await kempt([...argv, '--json'], { home: own });
    assert.deepEqual([refused.code, errorCodeOf(refused)], [3, 'confirmation_required']);
    const young = await kempt(['history', 'prune', '--older-than', '30d', '--json'], { home: own });
    assert.deepEqual(jsonOf(young), { pruned: [], undos_lost: [], journal_bytes: 0 });
    const pruned = await kempt([...argv, '--yes', '--json'], { home: own });
    assert.equal(pruned.code, 0);
    assert.match(JSON.stringify(jsonOf(pruned)['undos_lost']), new RegExp(id));
    assert.deepEqual(jsonOf(await kempt(['history', '--json'], { home: own })), { operations: [] });
  });
});

describe('with nothing in the history', () => {
  const empty = join(base, 'empty-state');

  test('there is nothing to recover, which is well', async () => {
    const ended = await kempt(['recover'], { home: empty });
    assert.deepEqual(ended, { code: 0, stdout: 'Nothing to recover.\n', stderr: '' });
    assert.deepEqual(jsonOf(await kempt(['recover', '--json'], { home: empty })), { operations: [], problems: [] });
  });

  test('there is nothing to undo or resume', async () => {
    const undo = await kempt(['undo', '--json'], { home: empty });
    assert.deepEqual([undo.code, errorCodeOf(undo)], [4, 'nothing_to_undo']);
    const resume = await kempt(['resume', '--json'], { home: empty });
    assert.deepEqual([resume.code, errorCodeOf(resume)], [4, 'nothing_to_resume']);
  });

  test('the history is empty', async () => {
    assert.equal((await kempt(['history'], { home: empty })).stdout, 'Nothing was done yet.\n');
  });

  test('a state folder that cannot be made is told', async () => {
    const file = join(base, 'a-file');
    writeFileSync(file, '');
    const ended = await kempt(['organize', base, '--yes', '--json'], { home: join(file, 'state') });
    assert.deepEqual([ended.code, errorCodeOf(ended)], [3, 'state_unwritable']);
  });
});
