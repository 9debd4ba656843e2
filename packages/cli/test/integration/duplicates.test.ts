import { requireTool } from '@kempt/engine/testing/require-tool';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { groupsOf, linesOf, scene } from '../support/duplicates-scene.ts';
import { errorCodeOf, jsonOf, kempt, LAUNCHER, runProcess } from '../support/kempt-process.ts';
import { fillMessyFolder, snapshot } from '../support/messy-folder.ts';

describe('what is found', () => {
  test('is printed as exactly one JSON object', async () => {
    const { root, home } = scene({ a: 'same', 'b/c': 'same', d: 'unlike', e: 'other' });
    const ended = await kempt(['duplicates', root, '--json'], { home });
    assert.deepEqual([ended.code, ended.stderr], [0, '']);
    const found = jsonOf(ended);
    const counts = ['files', 'size_bytes', 'groups', 'duplicate_files', 'duplicates_size_bytes', 'read_bytes'];
    assert.deepEqual(
      counts.map((field) => found[field]),
      [4, 19, 1, 1, 4, 8],
    );
    assert.deepEqual([found['problems'], found['cache_problem']], [[], null]);
    assert.equal(typeof found['duration_seconds'], 'number');
  });

  test('is shown to people', async () => {
    const { root, home } = scene({ a: 'same', 'b/c': 'same' });
    const ended = await kempt(['duplicates', root], { home });
    assert.deepEqual([ended.code, ended.stderr], [0, '']);
    assert.match(ended.stdout, /^1 duplicate in 1 group, 4 B to reclaim\nCompared 2 files in 2 folders, 8 B/);
    assert.ok(ended.stdout.includes(`    ${root}/a\n    ${root}/b/c\n`));
  });

  test('is listed in the same order every time, with what tells files apart', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [`${String(i % 6)}/${String(i)}`, String(i % 7)]),
    );
    const { root, home } = scene(files);
    const first = await kempt(['duplicates', root, '--list'], { home });
    assert.deepEqual([first.code, first.stderr], [0, '']);
    const [line] = linesOf(first);
    assert.deepEqual(Object.keys(line ?? {}), ['hash', 'size_bytes', 'files']);
    assert.deepEqual(Object.keys(line?.files[0] ?? {}), ['path', 'device', 'inode', 'modified']);
    assert.equal(linesOf(first).length, 7);
    for (const order of ['folder', 'inode', 'size']) {
      const again = await kempt(['duplicates', root, '--list', '--no-cache', '--read-order', order], { home });
      assert.equal(again.stdout, first.stdout);
    }
  });

  test('leaves everything as it was, also pipes and links', async (t) => {
    if (!requireTool(t, 'mkfifo')) return;
    const { home } = scene({});
    const root = fillMessyFolder(join(dirname(home), 'messy'));
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const before = snapshot(root);
    const found = jsonOf(await kempt(['duplicates', root, '--hidden', '--empty', '--json'], { home }));
    assert.deepEqual(snapshot(root), before);
    const { skipped } = found;
    assert.ok(Array.isArray(skipped));
    assert.deepEqual(skipped.map((entry: Record<string, unknown>) => entry['reason']).sort(), ['fifo', 'symlink']);
  });

  test('knows holes as the zeros they read as', async () => {
    const { root, home } = scene({ zeros: '\0'.repeat(3_000_000), sparse: '', 'also sparse': '', different: '' });
    for (const name of ['sparse', 'also sparse', 'different']) truncateSync(join(root, name), 3_000_000);
    const middle = Buffer.from('x');
    const file = join(root, 'different');
    execFileSync('dd', [`of=${file}`, 'bs=1', 'seek=1500000', 'conv=notrunc', 'status=none'], { input: middle });
    const ended = await kempt(['duplicates', root, '--list'], { home });
    assert.deepEqual(groupsOf(ended, root), [['also sparse', 'sparse', 'zeros']]);
  });

  test('counts empty files only when they are asked for', async () => {
    const { root, home } = scene({ a: '', b: '', c: 'x', d: 'x' });
    assert.deepEqual(groupsOf(await kempt(['duplicates', root, '--list'], { home }), root), [['c', 'd']]);
    const all = await kempt(['duplicates', root, '--list', '--empty'], { home });
    assert.deepEqual(groupsOf(all, root), [
      ['c', 'd'],
      ['a', 'b'],
    ]);
  });

  test('never calls names of one file duplicates', async () => {
    const { root, home } = scene({ a: 'linked', 'sub/c': 'twice', d: 'twice' });
    linkSync(join(root, 'a'), join(root, 'b'));
    linkSync(join(root, 'a'), join(root, 'sub/b'));
    linkSync(join(root, 'd'), join(root, 'sub/e'));
    const ended = await kempt(['duplicates', root, '--list'], { home });
    assert.deepEqual(groupsOf(ended, root), [['d', 'sub/e', 'sub/c']]);
    const { files, duplicate_files: duplicates } = jsonOf(await kempt(['duplicates', root, '--json'], { home }));
    assert.deepEqual([files, duplicates], [3, 1]);
  });

  test('may have names of any bytes', { skip: process.platform !== 'linux' }, async () => {
    const { root, home } = scene({ plain: 'same' });
    const folder = Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff, 0x0a, 0x78])]);
    mkdirSync(folder);
    const odd = Buffer.concat([folder, Buffer.from('/\u202e"\\'), Buffer.from([0xe9, 0x1b])]);
    writeFileSync(odd, 'same');
    const ended = await kempt(['duplicates', root, '--list'], { home });
    const [first, second] = linesOf(ended)[0]?.files ?? [];
    assert.deepEqual([first?.path, first?.path_base64], [join(root, 'plain'), undefined]);
    assert.deepEqual(Buffer.from(second?.path_base64 ?? '', 'base64'), odd);
    const script = 'exec "$0" "$1" duplicates "$2" "$2/$(printf "\\377\\nx")" --json';
    const named = await runProcess(['sh', '-c', script, process.execPath, LAUNCHER, root], { home });
    assert.deepEqual([named.code, jsonOf(named)['files'], jsonOf(named)['groups']], [0, 2, 1]);
    const csv = join(dirname(home), 'odd.csv');
    assert.equal((await kempt(['duplicates', root, '--out', csv], { home })).code, 0);
    assert.ok(readFileSync(csv, 'utf8').includes(odd.toString('base64')));
  });
});

describe('a report', () => {
  test('comes in three forms, and overwrites nothing', async () => {
    const { root, home } = scene({ a: 'same', '=b': 'same' });
    for (const [name, text] of [
      ['d.html', /^<!doctype html>[^]*1 duplicate holds 4 B[^]*<\/html>\n$/],
      ['d.csv', /^\ufeffgroup,hash,size_bytes,kind,path,modified,path_base64\r\n1,"[0-9a-f]{64}",4,file,"\//],
      ['d.json', /^\{\n {2}"files": 2,/],
    ] as const) {
      const file = join(dirname(home), name);
      const ended = await kempt(['duplicates', root, '--out', file, '--json'], { home });
      assert.deepEqual([ended.code, jsonOf(ended)['report_file'], jsonOf(ended)['groups']], [0, file, 1]);
      assert.match(readFileSync(file, 'utf8'), text);
      const twice = await kempt(['duplicates', root, '--out', file, '--json'], { home });
      assert.deepEqual([twice.code, errorCodeOf(twice)], [3, 'output_exists']);
    }
  });

  test('is not begun where the search cannot be', async () => {
    const { root, home } = scene({});
    const file = join(root, 'd.csv');
    const ended = await kempt(['duplicates', join(root, 'gone'), '--out', file, '--json'], { home });
    assert.deepEqual([ended.code, errorCodeOf(ended)], [4, 'source_not_found']);
    assert.equal(existsSync(file), false);
  });
});
