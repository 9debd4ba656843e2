import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DuplicatesResult, SimilarFile } from '@kempt/contracts';
import { KemptError } from '../../src/errors/kempt-error.ts';
import type { DuplicatesRequest } from '../../src/operations/engine.ts';
import { GREY_SIDE, type ImageDecoder } from '../../src/ports/image-decoder.ts';
import { paintPicture } from '../../src/testing/painted-picture.ts';
import { createEngineBench, refusal, TREE, type EngineBench } from '../support/engine-bench.ts';

const PNG = '\u0089PNG\r\n\u001a\n';

/** What a pretended image shows: the picture of a number, with so many of its pixels changed. */
interface Shows {
  readonly picture: number;
  readonly changed?: number;
  readonly pixels?: number;
  readonly refused?: 'image_damaged' | 'image_too_slow';
}

function image(shows: Shows, comment = ''): Uint8Array {
  return Buffer.from(`${PNG}${JSON.stringify({ ...shows, comment })}`, 'latin1');
}

/** Decodes pretended images, and counts them. */
class FakeDecoder implements ImageDecoder {
  readonly atOnce = 2;
  decoded = 0;
  isOpen = true;
  onDecode: (() => void) | undefined;

  async decode(bytes: Uint8Array): ReturnType<ImageDecoder['decode']> {
    this.decoded++;
    this.onDecode?.();
    await new Promise(setImmediate);
    const text = Buffer.from(bytes.subarray(PNG.length)).toString();
    const { picture, changed = 0, pixels = 100, refused } = JSON.parse(text) as Shows;
    if (refused !== undefined) return { refused, words: 'as told' };
    return { width: pixels, height: pixels, grey: greyOf(picture, changed) };
  }

  close(): Promise<void> {
    this.isOpen = false;
    return Promise.resolve();
  }
}

function greyOf(picture: number, changed: number): Uint8Array {
  const { rgb } = paintPicture(picture, GREY_SIDE, GREY_SIDE);
  return Uint8Array.from({ length: GREY_SIDE ** 2 }, (_, i) =>
    picture === 0 ? 200 : i < changed ? 255 : (rgb[3 * i] ?? 0),
  );
}

interface Scene {
  readonly bench: EngineBench;
  readonly decoder: FakeDecoder;
}

function sceneWith(files: Readonly<Record<string, Uint8Array | string>>): Scene {
  const decoder = new FakeDecoder();
  const bench = createEngineBench({ parts: { openImageDecoder: () => Promise.resolve(decoder) } });
  for (const [path, content] of Object.entries(files)) bench.disk.writeFile(`${TREE}/${path}`, content);
  bench.later();
  return { bench, decoder };
}

interface Found {
  readonly result: DuplicatesResult;
  /** Each group as path below the tree and distance of its files. */
  readonly groups: readonly (readonly string[])[];
  readonly files: readonly (readonly SimilarFile[])[];
}

async function find({ bench }: Scene, request: Partial<DuplicatesRequest> = {}): Promise<Found> {
  const files: SimilarFile[][] = [];
  const result = await bench.engine.duplicates({
    roots: [TREE],
    similarImages: { threshold: 8 },
    onSimilarGroup: (group) => void files.push([...group.files()]),
    ...request,
  });
  const groups = files.map((group) => group.map(({ path, distance }) => `${path.slice(TREE.length + 1)} ${distance}`));
  return { result, files, groups };
}

describe('images that look alike', () => {
  it('are grouped, the one of the most pixels first, and never counted as duplicates', async () => {
    const scene = sceneWith({
      'a.png': image({ picture: 1, pixels: 50 }),
      'b.png': image({ picture: 1, pixels: 200 }),
      'c.dat': image({ picture: 1, changed: 20, pixels: 90 }),
      'd.png': image({ picture: 2 }),
      'e.png': image({ picture: 2 }, 'saved anew'),
      'f.png': image({ picture: 3 }),
      'g.txt': 'no image',
    });
    const { result, groups, files } = await find(scene);
    const [far = ''] = groups[0]?.slice(-1) ?? [];
    assert.deepEqual(groups, [
      ['b.png 0', 'a.png 0', far],
      ['e.png 0', 'd.png 0'],
    ]);
    assert.match(far, /^c\.dat [1-8]$/);
    const { images_compared: compared, similar_groups: count, similar_files: similar } = result;
    assert.deepEqual([compared, count, similar, result.similar_threshold], [6, 2, 5, 8]);
    assert.deepEqual([result.groups, result.duplicate_files, result.duplicates_size_bytes], [0, 0, 0]);
    assert.deepEqual(result.largest_similar_groups?.[0], { kind: 'similar', file_count: 3, files: files[0] });
    assert.equal(scene.decoder.isOpen, false);
  });

  it('are not looked for unless they are asked for', async () => {
    const scene = sceneWith({ 'a.png': image({ picture: 1 }), 'b.png': image({ picture: 1 }, 'anew') });
    const result = await scene.bench.engine.duplicates({ roots: [TREE] });
    assert.deepEqual([scene.decoder.decoded, 'similar_groups' in result], [0, false]);
  });

  it('with the same bytes are decoded once, stay duplicates, and bear their hash', async () => {
    const scene = sceneWith({
      'a.png': image({ picture: 1 }),
      'b.png': image({ picture: 1 }),
      'c.png': image({ picture: 1, pixels: 10 }),
      'd.png': image({ picture: 2 }),
      'e.png': image({ picture: 2 }),
    });
    const { result, groups, files } = await find(scene);
    assert.deepEqual(groups, [['a.png 0', 'b.png 0', 'c.png 0']]);
    const [a, b, c] = files[0] ?? [];
    assert.match(a?.hash ?? '', /^[0-9a-f]{64}$/);
    assert.deepEqual([b?.hash, c?.hash], [a?.hash, undefined]);
    assert.deepEqual([result.groups, result.images_compared, scene.decoder.decoded], [2, 3, 3]);
  });

  it('in a reference folder stand for the others; a group of references alone is none', async () => {
    const scene = sceneWith({
      'new/a.png': image({ picture: 1, pixels: 200 }),
      'old/b.png': image({ picture: 1, pixels: 50 }),
      'old/c.png': image({ picture: 2 }),
      'old/d.png': image({ picture: 2 }, 'anew'),
    });
    const { groups, files } = await find(scene, { roots: [`${TREE}/new`], references: [`${TREE}/old`] });
    assert.deepEqual(groups, [['old/b.png 0', 'new/a.png 0']]);
    assert.deepEqual(
      files[0]?.map(({ reference }) => reference),
      [true, undefined],
    );
  });

  it('are nearer the smaller the threshold is', async () => {
    const scene = sceneWith({
      'a.png': image({ picture: 1, pixels: 200 }),
      'b.png': image({ picture: 1, changed: 20 }),
    });
    assert.equal((await find(scene)).groups.length, 1);
    assert.equal((await find(scene, { similarImages: { threshold: 0 } })).groups.length, 0);
    for (const threshold of [-1, 17, 1.5, Number.NaN]) {
      assert.equal(await refusal(find(scene, { similarImages: { threshold } })), 'invalid_argument');
    }
  });
});

describe('images that are not compared', () => {
  it('are those that show too little, and those of other formats', async () => {
    const scene = sceneWith({
      'plain.png': image({ picture: 0 }),
      'plain-too.png': image({ picture: 0 }, 'anew'),
      'photo.heic': '\0\0\0\u0018ftypheic',
    });
    const { result, groups } = await find(scene);
    assert.deepEqual(groups, []);
    assert.deepEqual(result.images_skipped, [
      { reason: 'plain', count: 2 },
      { reason: 'format', count: 1 },
    ]);
    assert.deepEqual([result.images_compared, result.problems_total], [0, 0]);
  });

  it('are problems when they cannot be decoded, and stop none of the others', async () => {
    const scene = sceneWith({
      'a.png': image({ picture: 1 }),
      'b.png': image({ picture: 9, refused: 'image_damaged' }),
      'c.png': image({ picture: 9, refused: 'image_too_slow' }),
      'd.png': image({ picture: 1 }, 'anew'),
      'closed.png': image({ picture: 1 }, 'closed'),
    });
    scene.bench.disk.chmod(`${TREE}/closed.png`, 0);
    const { result, groups } = await find(scene);
    assert.equal(groups.length, 1);
    assert.deepEqual(
      result.problems.map(({ path, code, message }) => [path.slice(TREE.length + 1), code, message]),
      [
        ['b.png', 'image_damaged', 'The image could not be decoded (as told).'],
        ['c.png', 'image_too_slow', 'Decoding the image took too long and was given up (as told).'],
        ['closed.png', 'permission_denied', 'The system does not permit it.'],
      ],
    );
    assert.equal(result.problems_total, 3);
  });

  it('are problems when they change between the scan and the look at them', async () => {
    const scene = sceneWith({ 'a.png': image({ picture: 1 }), 'b.png': image({ picture: 1 }, 'longer') });
    const { disk } = scene.bench;
    const onProgress: DuplicatesRequest['onProgress'] = ({ phase, done }) => {
      if (phase === 'identifying' && done > 0) disk.writeFile(`${TREE}/b.png`, image({ picture: 2 }, 'rewritten'));
    };
    const { result, groups } = await find(scene, { onProgress });
    assert.deepEqual([groups, result.problems.map(({ code }) => code)], [[], ['changed_since_scan']]);
  });
});

describe('what is known of images', () => {
  const files = { 'a.png': image({ picture: 1 }), 'b.png': image({ picture: 1 }, 'anew') };

  it('spares a second search all reading, until a file changes', async () => {
    const scene = sceneWith(files);
    const first = await find(scene);
    assert.ok(first.result.read_bytes > 0 && scene.decoder.decoded === 2);
    const second = await find(scene);
    assert.deepEqual([second.result.read_bytes, scene.decoder.decoded, second.files], [0, 2, first.files]);
    scene.bench.disk.writeFile(`${TREE}/b.png`, image({ picture: 2 }));
    scene.bench.later();
    assert.deepEqual([(await find(scene)).groups, scene.decoder.decoded], [[], 3]);
    await find(scene, { cache: false });
    assert.equal(scene.decoder.decoded, 5);
  });

  it('outlasts an interruption', async () => {
    const many = Array.from({ length: 20 }, (_, i) => [`${String(i)}.png`, image({ picture: i + 1 })] as const);
    const scene = sceneWith(Object.fromEntries(many));
    const stop = new AbortController();
    scene.decoder.onDecode = () => {
      if (scene.decoder.decoded === 6) stop.abort();
    };
    await assert.rejects(find(scene, { signal: stop.signal }), { code: 'interrupted' });
    const before = scene.decoder.decoded;
    assert.ok(before < 10);
    await find(scene);
    assert.equal(scene.decoder.decoded, 20);
  });

  it('is not asked for where no image can be decoded', async () => {
    const scene = sceneWith(files);
    scene.decoder.onDecode = () => {
      throw new KemptError('images_not_supported', 'Images cannot be decoded here.', { hint: 'Do without.' });
    };
    assert.equal(await refusal(find(scene)), 'images_not_supported');
  });
});
