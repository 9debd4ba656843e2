import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { errorCodeOf, jsonOf, kempt, temporaryFolder, type Ended } from '../support/kempt-process.ts';
import { fillMessyFolder, MOVABLE, snapshot } from '../support/messy-folder.ts';

/** A messy folder and a state folder of its own. */
function scene(): { readonly root: string; readonly home: string } {
  const base = temporaryFolder();
  return { root: fillMessyFolder(join(base, 'messy')), home: join(base, 'state') };
}

const RESULT_FIELDS = [
  ...['operation_id', 'type', 'status', 'files_scanned', 'files_planned', 'files_in_place', 'files_left'],
  ...['files_completed', 'files_skipped', 'files_failed', 'bytes_completed', 'duplicates_found', 'plan_digest'],
  ...['duration_seconds', 'problems'],
];

/** A result with every field of the contract, whose counters add up. */
function resultOf(ended: Ended): Record<string, unknown> {
  const result = jsonOf(ended);
  for (const field of RESULT_FIELDS) assert.ok(field in result, `${field} is missing`);
  const count = (name: string): number => Number(result[`files_${name}`]);
  assert.equal(count('scanned'), count('planned') + count('in_place') + count('left'));
  if (result['status'] !== 'planned') {
    assert.equal(count('planned'), count('completed') + count('skipped') + count('failed'));
  }
  return result;
}

test('organize moves files into categories and undo brings every byte back', async () => {
  const { root, home } = scene();
  const before = snapshot(root);
  const organized = await kempt(['organize', root, '--yes', '--json'], { home });
  assert.deepEqual([organized.code, organized.stderr], [0, '']);
  const result = resultOf(organized);
  assert.deepEqual([result['type'], result['status'], result['files_completed']], ['organize', 'completed', MOVABLE]);
  for (const file of [
    'images/holiday.jpg',
    'documents/letter.pdf',
    'documents/notes.txt',
    'audio/song.mp3',
    '.hidden',
  ]) {
    assert.ok(existsSync(join(root, file)), file);
  }
  const again = await kempt(['organize', root, '--yes', '--json'], { home });
  assert.equal(resultOf(again)['files_planned'], 0);
  const undone = await kempt(['undo', '--json'], { home });
  assert.equal(undone.code, 0);
  assert.deepEqual([resultOf(undone)['type'], resultOf(undone)['undoes']], ['undo', result['operation_id']]);
  assert.deepEqual(snapshot(root), before);
  const nothing = await kempt(['undo', '--json'], { home });
  assert.deepEqual([nothing.code, errorCodeOf(nothing)], [4, 'nothing_to_undo']);
});

test('an undo of the undo does it again', async () => {
  const { root, home } = scene();
  await kempt(['organize', root, '--yes'], { home });
  const organized = snapshot(root).map((line) => line.split(' ')[0]);
  const { operation_id: undo } = jsonOf(await kempt(['undo', '--json'], { home }));
  const redone = await kempt(['undo', String(undo)], { home });
  assert.equal(redone.code, 0);
  assert.deepEqual(
    snapshot(root).map((line) => line.split(' ')[0]),
    organized,
  );
});

test('refuses to move anything without a yes, and changes nothing', async () => {
  const { root, home } = scene();
  const before = snapshot(root);
  const ended = await kempt(['organize', root], { home });
  assert.equal(ended.code, 3);
  assert.match(ended.stderr, /^error\[confirmation_required\]: .*\nhint: .*--yes/);
  assert.deepEqual(snapshot(root), before);
  assert.deepEqual(jsonOf(await kempt(['history', '--json'], { home })), { operations: [] });
});

test('a preview shows the plan and changes nothing', async () => {
  const { root, home } = scene();
  const before = snapshot(root);
  const text = await kempt(['organize', root, '--preview'], { home });
  assert.equal(text.code, 0);
  assert.match(text.stdout, new RegExp(`^Move ${MOVABLE} files`));
  assert.match(text.stdout, /├─ audio\/ +1 /);
  assert.match(text.stdout, /wrong\.jpg +is png/);
  const json = await kempt(['organize', root, '--preview', '--json'], { home });
  assert.equal(resultOf(json)['status'], 'planned');
  assert.equal(resultOf(json)['files_planned'], MOVABLE);
  assert.deepEqual(snapshot(root), before);
  assert.deepEqual(jsonOf(await kempt(['history', '--json'], { home })), { operations: [] });
});

test('lists the steps of a preview as JSON lines', async () => {
  const { root, home } = scene();
  const ended = await kempt(['organize', root, '--preview', '--json', '--list'], { home });
  assert.equal(ended.code, 0);
  const lines = ended.stdout.trim().split('\n');
  assert.equal(lines.length, MOVABLE);
  for (const line of lines) {
    const step = JSON.parse(line) as Record<string, unknown>;
    assert.deepEqual(Object.keys(step).sort(), ['action', 'category', 'new_path', 'original_path', 'size_bytes']);
  }
});

test('a plan can be kept and carried out later', async () => {
  const { root, home } = scene();
  const file = join(home, '..', 'my plan');
  const planned = await kempt(['organize', root, '--by', 'extension', '--plan-out', file, '--json'], { home });
  assert.equal(planned.code, 0);
  assert.equal(resultOf(planned)['status'], 'planned');
  const twice = await kempt(['organize', root, '--plan-out', file, '--json'], { home });
  assert.deepEqual([twice.code, errorCodeOf(twice)], [3, 'output_exists']);
  const shown = await kempt(['apply', file, '--preview'], { home });
  assert.match(shown.stdout, new RegExp(`^Move ${MOVABLE} files`));
  const applied = await kempt(['apply', file, '--json'], { home });
  assert.equal(applied.code, 0);
  assert.equal(resultOf(applied)['files_completed'], MOVABLE);
  assert.ok(existsSync(join(root, 'jpg', 'holiday.jpg')));
});

test('a file that changed since the plan is left and reported', async () => {
  const { root, home } = scene();
  const file = join(home, '..', 'plan');
  await kempt(['organize', root, '--plan-out', file], { home });
  appendFileSync(join(root, 'letter.pdf'), 'more');
  const applied = await kempt(['apply', file, '--json'], { home });
  assert.equal(applied.code, 1);
  const result = resultOf(applied);
  assert.deepEqual([result['status'], result['files_skipped']], ['completed_with_errors', 1]);
  assert.match(JSON.stringify(result['problems']), /letter\.pdf.*changed_since_plan/);
  assert.ok(existsSync(join(root, 'letter.pdf')));
});

test('a plan file that was edited, cut short or never was one is refused', async () => {
  const { root, home } = scene();
  const before = snapshot(root);
  const file = join(home, '..', 'plan');
  await kempt(['organize', root, '--plan-out', file], { home });
  const whole = readFileSync(file);
  const edited = Buffer.from(whole);
  const middle = Math.floor(edited.length / 2);
  edited.writeUInt8(edited.readUInt8(middle) ^ 1, middle);
  writeFileSync(file, edited);
  const codes = [errorCodeOf(await kempt(['apply', file, '--json'], { home }))];
  writeFileSync(file, whole);
  truncateSync(file, whole.length - 5);
  codes.push(errorCodeOf(await kempt(['apply', file, '--json'], { home })));
  writeFileSync(file, 'hello');
  codes.push(errorCodeOf(await kempt(['apply', file, '--json'], { home })));
  assert.deepEqual(codes, ['plan_corrupt', 'plan_corrupt', 'plan_corrupt']);
  const missing = await kempt(['apply', join(root, 'nope'), '--json'], { home });
  assert.deepEqual([missing.code, errorCodeOf(missing)], [4, 'file_not_found']);
  assert.deepEqual(snapshot(root), before);
});

test('undo can take back a part', async () => {
  const { root, home } = scene();
  await kempt(['organize', root, '--yes'], { home });
  const ended = await kempt(['undo', '--only', 'audio/**', '--json'], { home });
  assert.equal(resultOf(ended)['files_completed'], 1);
  assert.ok(existsSync(join(root, 'song.mp3')));
  assert.ok(existsSync(join(root, 'images', 'holiday.jpg')));
});

test('copies into another folder, and undo removes the copies', async () => {
  const { root, home } = scene();
  const into = join(home, '..', 'out');
  const before = snapshot(root);
  const ended = await kempt(['organize', root, '--mode', 'copy', '--into', into, '--keep-folders', '--yes'], { home });
  assert.equal(ended.code, 0);
  assert.ok(existsSync(join(into, 'documents', 'deep', 'folder', 'notes.txt')));
  assert.deepEqual(snapshot(root), before);
  assert.equal((await kempt(['undo'], { home })).code, 0);
  assert.deepEqual(snapshot(root), before);
  assert.equal(existsSync(into) && snapshot(into).length > 0, false);
});

test('organizes by a template', async () => {
  const { root, home } = scene();
  const template = '{lastmodified:%Y}/{name|upper}.{extension}';
  assert.equal((await kempt(['organize', root, '--template', template, '--yes'], { home })).code, 0);
  assert.ok(existsSync(join(root, '2023', 'LETTER.pdf')));
});

test('says nothing under --quiet when all is well', async () => {
  const { root, home } = scene();
  assert.deepEqual(await kempt(['organize', root, '--yes', '--quiet'], { home }), { code: 0, stdout: '', stderr: '' });
});

test('an empty folder is nothing to do', async () => {
  const { home } = scene();
  const empty = join(home, '..', 'empty');
  mkdirSync(empty);
  const ended = await kempt(['organize', empty, '--yes', '--json'], { home });
  assert.equal(ended.code, 0);
  assert.equal(resultOf(ended)['files_scanned'], 0);
});

test('refuses bad sources and destinations, each by its name', async () => {
  const { root, home } = scene();
  const before = snapshot(root);
  const bad: readonly (readonly [string[], number, string])[] = [
    [[join(root, 'missing')], 4, 'source_not_found'],
    [[join(root, 'letter.pdf')], 2, 'source_not_folder'],
    [['/'], 3, 'system_folder'],
    [['/etc'], 3, 'system_folder'],
    [['/usr/share'], 3, 'system_folder'],
    [[home], 3, 'path_in_state_folder'],
    [[''], 2, 'invalid_argument'],
    [['~/Downloads'], 2, 'invalid_argument'],
    [[root, '--into', join(root, 'letter.pdf')], 2, 'destination_not_folder'],
    [[root, '--template', '{nmae}.{extension}'], 2, 'unknown_field'],
    [[root, '--template', '{name|shout}'], 2, 'unknown_filter'],
    [[root, '--template', '{name'], 2, 'template_syntax'],
    [[root, '--template', '../{filename}'], 2, 'template_leaves_destination'],
    [[root, '--template', '/tmp/{filename}'], 2, 'template_leaves_destination'],
  ];
  for (const [args, code, error] of bad) {
    const ended = await kempt(['organize', ...args, '--yes', '--json'], { home });
    assert.deepEqual([ended.code, errorCodeOf(ended), ended.stderr], [code, error, ''], args.join(' '));
  }
  assert.deepEqual(snapshot(root), before);
});

test('suggests the nearest template field', async () => {
  const { root, home } = scene();
  const ended = await kempt(['organize', root, '--template', '{nmae}', '--yes'], { home });
  assert.match(ended.stderr, /^error\[unknown_field\]: .*nmae.*\nhint: .*name/);
});
