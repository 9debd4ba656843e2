import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CATEGORIES, categoryOf } from '@kempt/contracts';
import { supportedExtensions } from 'file-type';
import { buildExtensionData, sourceExtensions } from '../../../scripts/build-extension-data.ts';
import { kindOfExtension } from '../../../src/identify/kinds.ts';

test('generating the data again gives the committed data', () => {
  for (const [file, content] of buildExtensionData()) {
    const committed = readFileSync(new URL(`../../../src/identify/data/${file}`, import.meta.url), 'utf8');
    assert.ok(
      committed === content,
      `${file} is out of date: run node packages/engine/scripts/build-extension-data.ts`,
    );
  }
});

test('every extension of mime-db and linguist has a kind', () => {
  const extensions = [...sourceExtensions()];
  assert.ok(extensions.length >= 1500);
  assert.deepEqual(
    extensions.filter((extension) => kindOfExtension(extension) === undefined),
    [],
  );
});

test('every format the detection library knows has a kind', () => {
  const missing = [...supportedExtensions].filter(
    (extension) => kindOfExtension(extension.toLowerCase()) === undefined,
  );
  assert.deepEqual(missing, []);
});

test('no category is empty, and few extensions have none', () => {
  const counts = new Map<string, number>();
  for (const extension of sourceExtensions()) {
    const category = categoryOf(kindOfExtension(extension)?.category ?? 0);
    counts.set(category, (counts.get(category) ?? 0) + 1);
  }
  for (const category of CATEGORIES) assert.ok((counts.get(category) ?? 0) > 0, category);
  assert.ok((counts.get('other') ?? 0) < 300);
});

test('the examples of the guide are in the categories it names', () => {
  const guide = readFileSync(new URL('../../../../../docs/identification.md', import.meta.url), 'utf8');
  const rows = [...guide.matchAll(/^\| `(\w+)` +\| (.+) \|$/gm)];
  assert.deepEqual(rows.map(([, category]) => category).sort(), [...CATEGORIES].sort());
  for (const [, category, examples = ''] of rows) {
    const extensions = examples.split(/[,:]/).map((example) => example.trim());
    const known = extensions.flatMap((extension) => kindOfExtension(extension) ?? []);
    assert.ok(known.length >= 3, category);
    for (const kind of known) assert.equal(categoryOf(kind.category), category, kind.extension);
  }
});

test('extensions that several formats claim mean what people mean by them', () => {
  const expected = {
    code: 'ts tsx m pl r h cs v',
    images: 'svg raw',
    documents: 'md doc ps man',
    video: 'mts sub srt',
    presentations: 'key pot',
    models_3d: 'stl obj',
    mail: 'msg eml',
    data: 'vcf ttl gml',
    disk_images: 'vhd',
    ebooks: 'prc',
    executables: 'com app',
  };
  for (const [category, extensions] of Object.entries(expected)) {
    for (const extension of extensions.split(' ')) {
      assert.equal(categoryOf(kindOfExtension(extension)?.category ?? 0), category, extension);
    }
  }
});
