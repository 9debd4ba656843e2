import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { pictureImage, plainImage } from '@kempt/engine/testing/image-of';
import { scene, type Scene } from '../support/duplicates-scene.ts';
import { jsonOf, kempt, type Ended } from '../support/kempt-process.ts';
import { snapshot } from '../support/messy-folder.ts';

/** A folder of pictures: two that were saved in several ways, one that is alone, and what only looks like images. */
async function album(): Promise<Scene> {
  const made = scene({ 'notes.txt': 'no image', 'fake.jpg': 'no image either' });
  const at = (path: string): string => join(made.root, path);
  mkdirSync(at('small'));
  await pictureImage(1).jpeg({ quality: 95 }).toFile(at('hills.jpg'));
  await pictureImage(1).resize(160).webp().toFile(at('small/hills.webp'));
  await pictureImage(1).rotate(270).jpeg({ quality: 90 }).withMetadata({ orientation: 6 }).toFile(at('turned.jpg'));
  copyFileSync(at('hills.jpg'), at('hills (1).jpg'));
  await pictureImage(2).png().toFile(at('beach.png'));
  await pictureImage(2).linear(0.8, 0).jpeg().toFile(at('beach-dark.no-extension'));
  await pictureImage(3).jpeg().toFile(at('alone.jpg'));
  for (const name of ['white.png', 'white-too.png']) {
    await plainImage(name === 'white.png' ? '#ffffff' : '#fefefe').toFile(at(name));
  }
  symlinkSync('hills.jpg', at('link.jpg'));
  return made;
}

interface Line {
  readonly kind?: string;
  readonly files: readonly {
    readonly path: string;
    readonly width: number;
    readonly height: number;
    readonly distance: number;
    readonly size_bytes: number;
    readonly inode: number;
    readonly hash?: string;
  }[];
}

function linesOf({ stdout }: Ended): readonly Line[] {
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

describe('images that look alike', () => {
  test('are found, told from duplicates, and left as they are', async () => {
    const { root, home } = await album();
    const before = snapshot(root);
    const ended = await kempt(['duplicates', root, '--similar-images', '--list'], { home });
    assert.deepEqual([ended.code, ended.stderr], [0, '']);
    const [equal, ...similar] = linesOf(ended);
    assert.deepEqual([equal?.kind, equal?.files.length], [undefined, 2]);
    const names = similar.map(({ kind, files }) => [
      kind,
      ...files.map(({ path }) => path.slice(root.length + 1)).sort(),
    ]);
    assert.deepEqual(names.sort(), [
      ['similar', 'beach-dark.no-extension', 'beach.png'],
      ['similar', 'hills (1).jpg', 'hills.jpg', 'small/hills.webp', 'turned.jpg'],
    ]);
    for (const { files } of similar) {
      assert.equal(files[0]?.distance, 0);
      assert.ok(files.every(({ distance, size_bytes: size }) => distance <= 8 && size > 0));
      assert.ok(files.every(({ width, height }) => width / height === 4 / 3));
    }
    assert.equal(similar.flatMap(({ files }) => files).filter(({ hash }) => hash !== undefined).length, 2);
    assert.deepEqual(snapshot(root), before);
  });

  test('are counted under names of their own, and the second search reads none of them', async () => {
    const { root, home } = await album();
    const found = jsonOf(await kempt(['duplicates', root, '--similar-images', '--json'], { home }));
    const counts = ['images_compared', 'similar_groups', 'similar_files', 'groups', 'duplicate_files'];
    assert.deepEqual(
      counts.map((field) => found[field]),
      [6, 2, 6, 1, 1],
    );
    assert.deepEqual(found['images_skipped'], [{ reason: 'plain', count: 2 }]);
    const again = jsonOf(await kempt(['duplicates', root, '--similar-images', '--json'], { home }));
    assert.deepEqual([again['read_bytes'], again['similar_files']], [0, 6]);
    const plain = jsonOf(await kempt(['duplicates', root, '--json'], { home }));
    assert.deepEqual([plain['similar_groups'], plain['duplicate_files']], [undefined, 1]);
  });

  test('are found beside images that are damaged, of which each is a problem', async () => {
    const { root, home } = await album();
    await pictureImage(4).jpeg().toFile(join(root, 'cut.jpg'));
    truncateSync(join(root, 'cut.jpg'), 3000);
    writeFileSync(join(root, 'rubbish.png'), Buffer.concat([readFileSync(join(root, 'beach.png')).subarray(0, 33)]));
    const ended = await kempt(['duplicates', root, '--similar-images', '--json'], { home });
    const { problems, similar_groups: groups } = jsonOf(ended);
    assert.ok(Array.isArray(problems));
    assert.deepEqual([ended.code, groups], [1, 2]);
    assert.deepEqual(
      problems.map((problem: Record<string, unknown>) => [
        String(problem['path']).slice(root.length + 1),
        problem['code'],
      ]),
      [
        ['cut.jpg', 'image_damaged'],
        ['rubbish.png', 'image_damaged'],
      ],
    );
  });

  test('are in reports, as similar', async () => {
    const { root, home } = await album();
    for (const [name, text] of [
      ['d.html', /<h2 id="similar">Similar images<\/h2>/],
      ['d.csv', /\r\n\d+,"",\d+,similar,"[^"]*small\/hills\.webp","[^"]*","",160,120,\d+\r\n/],
    ] as const) {
      const file = join(dirname(home), name);
      const ended = await kempt(['duplicates', root, '--similar-images', '--out', file], { home });
      assert.equal(ended.code, 0);
      assert.match(readFileSync(file, 'utf8'), text);
    }
  });
});

test(
  'nothing that decodes images is loaded unless it is asked for',
  { skip: process.platform !== 'linux' },
  async () => {
    const { root, home } = await album();
    const trace = join(dirname(home), 'loaded.cjs');
    const report = join(dirname(home), 'loaded.txt');
    writeFileSync(
      trace,
      `process.on('exit', () => require('fs').appendFileSync(${JSON.stringify(report)}, require('fs').readFileSync('/proc/self/maps', 'utf8')));`,
    );
    const env = { NODE_OPTIONS: `--require ${trace}` };
    assert.equal((await kempt(['duplicates', root], { home, env })).code, 0);
    assert.doesNotMatch(readFileSync(report, 'utf8'), /libvips|sharp/);
    assert.equal((await kempt(['duplicates', root, '--similar-images', '--no-cache'], { home, env })).code, 0);
    assert.match(readFileSync(report, 'utf8'), /libvips/);
  },
);
