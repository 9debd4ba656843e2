import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { COMPANION_KINDS } from '../../../src/rules/companion-kinds.ts';
import { groupCompanions } from '../../../src/rules/group-companions.ts';
import { NO_MAIN } from '../../../src/table/destinations.ts';
import { sampleTable, type SampleFile } from './sample-table.ts';

/** The path of every companion's main file, by the companion's path. */
function groups(...files: (SampleFile | string)[]): Record<string, string> {
  const table = sampleTable(files);
  const main = new Uint32Array(table.count);
  const count = groupCompanions(table, main);
  const found = [...main].flatMap((top, row) => (top === NO_MAIN ? [] : [[table.path(row), table.path(top)]]));
  assert.equal(count, found.length);
  return Object.fromEntries(found) as Record<string, string>;
}

test('a sidecar goes with the file of its name, by stem or by whole name', () => {
  assert.deepEqual(groups('a.jpg', 'a.xmp', 'a.jpg.pp3', 'b.xmp', 'notes.txt', 'notes.txt.sha256'), {
    'a.xmp': 'a.jpg',
    'a.jpg.pp3': 'a.jpg',
    'notes.txt.sha256': 'notes.txt',
  });
});

test('a raw file leads its JPEG, and what goes with the JPEG', () => {
  assert.deepEqual(groups('IMG_1.CR2', 'IMG_1.JPG', 'IMG_1.xmp', 'IMG_1.JPG.xmp', 'IMG_1.MOV'), {
    'IMG_1.JPG': 'IMG_1.CR2',
    'IMG_1.xmp': 'IMG_1.CR2',
    'IMG_1.JPG.xmp': 'IMG_1.CR2',
    'IMG_1.MOV': 'IMG_1.CR2',
  });
});

test('a Live Photo leads its film, a long film stands alone', () => {
  assert.deepEqual(groups('a.heic', 'a.mov', 'a.aae'), { 'a.mov': 'a.heic', 'a.aae': 'a.heic' });
  assert.deepEqual(groups('a.jpg', { path: 'a.mov', size: 2_000_000_000 }), {});
  assert.deepEqual(groups('a.png', 'a.mov'), {});
});

test('subtitles go with their film, also with a language in between', () => {
  assert.deepEqual(groups('f.mkv', 'f.srt', 'f.en.srt', 'f.pt-BR.forced.vtt', 'f.extended.cut.srt', 'f.idx', 'f.sub'), {
    'f.srt': 'f.mkv',
    'f.en.srt': 'f.mkv',
    'f.pt-BR.forced.vtt': 'f.mkv',
    'f.idx': 'f.mkv',
    'f.sub': 'f.mkv',
  });
  assert.deepEqual(groups('f.idx', 'f.sub', 'f.mkv.srt'), { 'f.idx': 'f.sub' });
  assert.deepEqual(groups('f.mkv', 'f.en.mkv', 'f.en.srt'), { 'f.en.srt': 'f.en.mkv' });
});

test('cameras, lyrics, track lists, maps and models keep their parts', () => {
  assert.deepEqual(groups('v.mp4', 'v.thm', 'v.lrv', 'v.nfo'), {
    'v.thm': 'v.mp4',
    'v.lrv': 'v.mp4',
    'v.nfo': 'v.mp4',
  });
  assert.deepEqual(groups('s.flac', 's.lrc', 's.cue'), { 's.lrc': 's.flac', 's.cue': 's.flac' });
  assert.deepEqual(groups('m.shp', 'm.dbf', 'm.shx', 'o.dbf'), { 'm.dbf': 'm.shp', 'm.shx': 'm.shp' });
  assert.deepEqual(groups('t.obj', 't.mtl'), { 't.mtl': 't.obj' });
});

test('JSON goes only with the picture whose whole name it bears', () => {
  assert.deepEqual(
    groups('a.jpg', 'a.json', 'a.jpg.json', 'b.txt', 'b.txt.json', 'c.jpg', 'c.jpg.supplemental-metad.json'),
    {
      'a.jpg.json': 'a.jpg',
      'c.jpg.supplemental-metad.json': 'c.jpg',
    },
  );
});

test('of several possible main files the first of the list leads', () => {
  assert.deepEqual(groups('a.png', 'a.jpg', 'a.xmp'), { 'a.xmp': 'a.jpg' });
  assert.deepEqual(groups('a.jpeg', 'a.jpg', 'a.xmp'), { 'a.xmp': 'a.jpg' });
  assert.deepEqual(groups('a.jpg', 'a.jpg.xmp', 'a.jpg.mkv'), { 'a.jpg.xmp': 'a.jpg' });
});

test('among twins the one spelled alike leads, else the first by name, in any order of rows', () => {
  assert.deepEqual(groups('A.jpg', 'a.jpg', 'a.xmp'), { 'a.xmp': 'a.jpg' });
  assert.deepEqual(groups('a.jpg', 'A.jpg', 'a.xmp'), { 'a.xmp': 'a.jpg' });
  assert.deepEqual(groups('A.JPG', 'a.jpg', 'a.xmp'), { 'a.xmp': 'a.jpg' });
  assert.deepEqual(groups('a.JPG', 'a.jpg', 'a.xmp'), { 'a.xmp': 'a.JPG' });
  assert.deepEqual(groups('a.jpg', 'a.JPG', 'a.xmp'), { 'a.xmp': 'a.JPG' });
});

test('spellings that a file system may take for one count as the same name', () => {
  assert.deepEqual(groups('IMG_1.jpg', 'img_1.XMP'), { 'img_1.XMP': 'IMG_1.jpg' });
  assert.deepEqual(groups('caf\u00e9.jpg', 'CAFE\u0301.xmp'), { 'CAFE\u0301.xmp': 'caf\u00e9.jpg' });
  assert.deepEqual(groups('a\udce9.jpg', 'a\udce9.xmp', 'a\udce8.aae'), { 'a\udce9.xmp': 'a\udce9.jpg' });
  assert.deepEqual(groups('a .jpg', 'a.xmp'), { 'a.xmp': 'a .jpg' });
});

test('files of different folders, links and plain files never group', () => {
  assert.deepEqual(groups('x/a.jpg', 'y/a.xmp', 'a.xmp'), {});
  assert.deepEqual(
    groups({ path: 'a.jpg', kind: 'symlink' }, 'a.xmp', { path: 'b.xmp', kind: 'symlink' }, 'b.jpg'),
    {},
  );
  assert.deepEqual(groups('a.jpg', 'a.png', 'a.txt', 'a.pdf', 'a'), {});
  assert.deepEqual(groups(), {});
});

test('files that are left take part, so that a group is known whole', () => {
  assert.deepEqual(groups({ path: 'a.jpg', left: 'settling' }, { path: 'a.xmp', left: 'in_progress' }), {
    'a.xmp': 'a.jpg',
  });
});

test('no extension can lead itself over others, so that every group has one main file', () => {
  const leads = new Map<string, Set<string>>();
  for (const { extensions, mains } of COMPANION_KINDS.filter((kind) => kind.match === 'base')) {
    assert.ok(mains !== 'any');
    for (const extension of extensions) leads.set(extension, new Set([...(leads.get(extension) ?? []), ...mains]));
  }
  const reach = (from: string, seen: Set<string>): void => {
    for (const next of leads.get(from) ?? []) {
      assert.notEqual(next, from);
      if (!seen.has(next)) reach(next, seen.add(next));
    }
  };
  for (const extension of leads.keys()) {
    const seen = new Set<string>();
    reach(extension, seen);
    assert.equal(seen.has(extension), false, extension);
  }
});

test('the list is short enough for its bits and every extension can be packed', () => {
  assert.ok(COMPANION_KINDS.length <= 31);
  for (const { extensions, mains } of COMPANION_KINDS) {
    for (const extension of [...extensions, ...(mains === 'any' ? [] : mains)])
      assert.match(extension, /^[a-z\d]{1,6}$/);
  }
});

test('the documentation lists every companion extension', () => {
  const page = readFileSync(new URL('../../../../../docs/templates.md', import.meta.url), 'utf8');
  for (const { extensions } of COMPANION_KINDS) {
    for (const extension of extensions) assert.match(page, new RegExp(`\\b${extension}\\b`));
  }
});
