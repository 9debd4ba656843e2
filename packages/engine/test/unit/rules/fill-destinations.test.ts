import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leftReasonOf } from '@kempt/contracts';
import { KemptError } from '../../../src/errors/kempt-error.ts';
import { fillDestinations } from '../../../src/rules/fill-destinations.ts';
import { parseTemplate } from '../../../src/rules/parse-template.ts';
import { presetTemplate } from '../../../src/rules/presets.ts';
import { NO_MAIN } from '../../../src/table/destinations.ts';
import { fillTemplate } from './fill-template.ts';
import { destinationPaths, SAMPLE_OPTIONS, sampleTable, type SampleFile } from './sample-table.ts';

const PHOTO: SampleFile = {
  path: 'holiday/sea/IMG 1.JPG',
  modified: '2024-03-09 14:05:07',
  taken: '2019-12-31 23:59:58',
  size: 3_000_000,
  category: 'images',
  mimetype: 'image/jpeg',
  detectedExtension: 'jpg',
};

function fill(template: string, file: SampleFile = PHOTO): string {
  return fillTemplate(template, [file])[0] ?? '';
}

function errorOf(template: string, files: readonly (SampleFile | string)[]): KemptError {
  try {
    fillTemplate(template, files);
  } catch (error) {
    assert.ok(error instanceof KemptError);
    return error;
  }
  assert.fail('nothing was refused');
}

test('every field has its value', () => {
  const values: Record<string, string> = {
    name: 'IMG 1',
    extension: 'jpg',
    filename: 'IMG 1.JPG',
    path: 'home/ada/Downloads/holiday/sea/IMG 1.JPG',
    relative_path: 'holiday/sea/IMG 1.JPG',
    parent: 'sea',
    subdir: 'holiday/sea',
    root: 'Downloads',
    depth: '2',
    category: 'images',
    kind: 'image',
    mimetype: 'image_jpeg',
    detected_extension: 'jpg',
    created: '2024-03-09',
    lastmodified: '2024-03-09',
    taken: '2019-12-31',
    year: '2019',
    month: '12',
    month_name: 'December',
    day: '31',
    hour: '23',
    week: '01',
    quarter: '4',
    decade: '2010',
    size: '3000000',
    size_bucket: 'medium',
    counter: '1',
    now: '2025-01-31_23-59-58',
    today: '2025-01-31',
  };
  for (const [field, value] of Object.entries(values))
    assert.equal(fill(`x/{${field}}/{filename}`), `x/${value}/IMG 1.JPG`, field);
});

test('dates fall back to the time of the last change', () => {
  const file = { path: 'a.txt', modified: '2023-06-05 07:08:09' };
  assert.equal(fill('{taken:%Y-%m-%d %H.%M.%S}/', file), '2023-06-05 07.08.09/a.txt');
  assert.equal(fill('{created:%Y}/{lastmodified:%m}/{year}', file), '2023/06/2023/a.txt');
});

test('a moment no calendar has counts as unknown', () => {
  const table = sampleTable([{ path: 'a.txt', modified: '2023-06-05 07:08:09' }]);
  table.taken[0] = 9e15;
  const destinations = fillDestinations(table, parseTemplate('{year}/'), SAMPLE_OPTIONS);
  assert.deepEqual(destinationPaths(table, destinations), ['2023/a.txt']);
});

test('a table without moments falls back too', () => {
  const table = sampleTable([PHOTO]);
  table.taken = new Float64Array(0);
  assert.deepEqual(destinationPaths(table, fillDestinations(table, parseTemplate('{year}/'), SAMPLE_OPTIONS)), [
    '2024/IMG 1.JPG',
  ]);
});

test('the last nanosecond of a year belongs to that year, also before 1970', () => {
  const table = sampleTable(['a', 'b']);
  table.mtime[0] = BigInt(new Date(2024, 0, 1).getTime()) * 1_000_000n - 1n;
  table.mtime[1] = BigInt(new Date(1960, 0, 1).getTime()) * 1_000_000n - 1n;
  assert.deepEqual(destinationPaths(table, fillDestinations(table, parseTemplate('{year}/'), SAMPLE_OPTIONS)), [
    '2023/a',
    '1959/b',
  ]);
});

test('presets put files where they are named for', () => {
  assert.equal(fill(presetTemplate('category')), 'images/IMG 1.JPG');
  assert.equal(fill(presetTemplate('year')), '2019/IMG 1.JPG');
  assert.equal(fill(presetTemplate('category-year')), 'images/2019/IMG 1.JPG');
  assert.equal(fill(presetTemplate('extension')), 'jpg/IMG 1.JPG');
  assert.equal(fill(presetTemplate('extension'), { path: 'README' }), 'no_extension/README');
  assert.equal(fill(presetTemplate('year', { keepFolders: true })), '2019/holiday/sea/IMG 1.JPG');
  assert.equal(fill(presetTemplate('year', { keepFolders: true }), { ...PHOTO, path: 'a.jpg' }), '2019/a.jpg');
});

test('a template that names only folders keeps the file name', () => {
  for (const template of ['{category}', '{category}/', '{category}/.', './{category}//', '{category}/{filename}']) {
    assert.equal(fill(template), 'images/IMG 1.JPG', template);
  }
  assert.equal(fill('inbox'), 'inbox/IMG 1.JPG');
  assert.equal(fill('{taken:%Y%m%d}'), '20191231/IMG 1.JPG');
});

test('a new name keeps its extension unless the template spells one', () => {
  assert.equal(fill('{category}/{name|upper}'), 'images/IMG 1.JPG');
  assert.equal(fill('{year}-{name}'), '2019-IMG 1.JPG');
  assert.equal(fill('{name}.{extension}'), 'IMG 1.jpg');
  assert.equal(fill('{name}.jpeg'), 'IMG 1.jpeg');
  assert.equal(fill('{counter|pad:3}'), '001.JPG');
  assert.equal(fill('{taken:%Y%m%d}.{extension}'), '20191231.jpg');
  assert.equal(fill('{name}.{detected_extension}'), 'IMG 1.jpg');
  assert.equal(fill('{name}', { path: 'README' }), 'README');
});

test('the names known from immich are taken between double braces', () => {
  assert.equal(fill('{{y}}/{{MM}}/{{filename}}'), '2019/12/IMG 1.JPG');
  assert.equal(
    fill('{{yy}}{{MMM}}{{MMMM}}{{d}}{{dd}}{{h}}{{hh}}{{H}}{{HH}}{{m}}{{mm}}{{s}}{{ss}}{{SSS}}/'),
    '19DecDecember31311111232359595858000/IMG 1.JPG',
  );
  assert.equal(fill('{{yyyy}}-{{M}}-{{W}}-{{WW}}/{{filename}}.{{ext}}'), '2019-12-1-01/IMG 1.jpg');
  assert.equal(fill('{{category|upper}}/'), 'IMAGES/IMG 1.JPG');
});

test('braces, backslashes, bars, colons and quotes can stand for themselves', () => {
  assert.equal(fill('a\\{b\\}\\\\c/'), 'a{b}\\c/IMG 1.JPG');
  assert.equal(fill('{name|replace: :\\:}.x'), 'IMG:1.x');
  assert.equal(fill('{name|replace:" ":"|}"}.x'), 'IMG|}1.x');
  assert.equal(fill("{name|replace:' ':'\"'}.x"), 'IMG"1.x');
  assert.equal(fill('{ name | lower }.x'), 'img 1.x');
  assert.equal(fill('{name|replace:1:\\"it\\"}.x'), 'IMG "it".x');
});

test('bytes that are not UTF-8 survive in names and folders', () => {
  const file = { path: 'd\udcff/a\udce9.txt' };
  assert.equal(fill('{extension}/{subdir}/{filename}', file), 'txt/d\udcff/a\udce9.txt');
  assert.equal(fill('{name|upper}-{year}.{extension}', file), 'A\udce9-2024.txt');
});

test('no value leads out of its folder', () => {
  assert.equal(fill('{name|truncate:2}/{filename}', { path: '..foo.txt' }), '_/..foo.txt');
  assert.equal(fill('{name|replace:x:.}/{filename}', { path: 'xx.txt' }), '__/xx.txt');
  assert.equal(fill('{name|replace:x:.}/{filename}', { path: 'x.txt' }), '_/x.txt');
  assert.equal(fill('{name|replace:x:/../../}/{filename}', { path: 'x.txt' }), '_.._.._/x.txt');
  assert.equal(fill('{parent|default:"../.."|replace:sea:..}/{filename}'), '__/IMG 1.JPG');
  assert.equal(fill('{subdir|replace:holiday:..}/{filename}'), '__/sea/IMG 1.JPG');
  assert.equal(fill('{subdir|replace:holiday:.|replace:sea:}/{filename}'), '_/IMG 1.JPG');
  assert.equal(fill('{filename|replace:"IMG 1.JPG":..}'), '__');
  assert.equal(fill('x/{extension|default:/etc}/{filename}', { path: 'a' }), 'x/_etc/a');
});

test('slashes of a value stay only where the value is a path', () => {
  assert.equal(fill('{mimetype}/'), 'image_jpeg/IMG 1.JPG');
  assert.equal(fill('{mimetype|replace:/:-}/'), 'image-jpeg/IMG 1.JPG');
  assert.equal(fill('{category}/{relative_path}'), 'images/holiday/sea/IMG 1.JPG');
  assert.equal(fill('x/{relative_path|replace:/:-}'), 'x/holiday-sea-IMG 1.JPG');
  assert.equal(fill('{path}'), 'home/ada/Downloads/holiday/sea/IMG 1.JPG');
});

test('a value that filters leave empty becomes an underscore, unless a default allows it', () => {
  assert.equal(fill('{name|slug}', { path: '???.txt' }), '_.txt');
  assert.equal(fill('{name|replace:a:}/{filename}', { path: 'a.txt' }), '_/a.txt');
  assert.equal(fill('{extension|default:}/{filename}', { path: 'a' }), 'a');
  assert.equal(fill('{extension|default:}', { path: 'a' }), '_');
});

test('a missing value is refused with the field, the count and an example', () => {
  const error = errorOf('{extension}/{filename}', ['a/README', 'b/LICENSE\n', 'c.txt', { path: '.x', left: 'hidden' }]);
  assert.equal(error.code, 'missing_field');
  assert.equal(error.message, '2 files have no {extension}, for example a/README.');
  assert.deepEqual(error.details, { field: 'extension', files: 2, example: 'a/README' });
  assert.match(error.hint ?? '', /\{extension\|default:/);
});

test('of several missing values the one that most files lack is named', () => {
  const files = ['a', { path: 'b.txt' }, { path: 'c.txt', mimetype: 'text/plain' }];
  assert.equal(errorOf('{mimetype}/{name}.{extension}', files).details['field'], 'mimetype');
  assert.match(errorOf('{name}.{extension}', ['a', 'b.txt']).message, /^1 file has no \{extension\}/);
  assert.match(errorOf('{counter}/{name}.{extension}', ['a', 'b.txt']).message, /^1 file has no \{extension\}/);
  assert.match(errorOf('{extension}/{counter}', ['a', 'b.txt']).message, /^1 file has no \{extension\}/);
  assert.match(errorOf('{name|truncate:1}/{extension}/', ['a', 'b.txt']).message, /^1 file has no \{extension\}/);
});

test('a default takes the place of a missing value, before and behind other filters', () => {
  assert.equal(fill('{detected_extension|default:none|upper}/', { path: 'a' }), 'NONE/a');
  assert.equal(fill('{detected_extension|upper|default:none}/', { path: 'a' }), 'none/a');
  assert.equal(fill('{detected_extension|default:none}/'), 'jpg/IMG 1.JPG');
});

test('the counter goes up in the order of paths, in each folder from 1', () => {
  const files = [
    { path: 'b/2.txt', category: 'documents' },
    { path: 'a/z.txt', category: 'documents' },
    { path: 'b/1.txt', category: 'images' },
    { path: 'b/0.txt', category: 'documents' },
  ] as const;
  assert.deepEqual(fillTemplate('{category}/{counter|pad:3}', files), [
    'documents/003.txt',
    'documents/001.txt',
    'images/001.txt',
    'documents/002.txt',
  ]);
});

test('a counter in a folder counts all files', () => {
  const files = ['b.txt', 'c.txt', 'a.txt'];
  assert.deepEqual(fillTemplate('{counter}/{filename}', files), ['2/b.txt', '3/c.txt', '1/a.txt']);
});

test('rows that are left or no files are passed over', () => {
  const files: SampleFile[] = [
    { path: 'a', left: 'settling' },
    { path: 'b', kind: 'symlink' },
  ];
  const table = sampleTable(files);
  const destinations = fillDestinations(table, parseTemplate('{extension}/{filename}'), SAMPLE_OPTIONS);
  assert.deepEqual(destinations.folders, []);
});

test('companions go where their main file goes, under a name that fits', () => {
  const files: SampleFile[] = [
    { path: 'a.xmp', category: 'data', modified: '2021-01-01 00:00:00' },
    { path: 'A.JPG', category: 'images', modified: '2020-01-01 00:00:00' },
    { path: 'a.jpg.pp3', category: 'data', modified: '2022-01-01 00:00:00' },
    { path: 'b.xmp', category: 'data', modified: '2021-01-01 00:00:00' },
  ];
  const category = ['images/a.xmp', 'images/A.JPG', 'images/a.jpg.pp3', 'data/b.xmp'];
  assert.deepEqual(fillTemplate('{category}/{filename}', files), category);
  const renamed = ['2020/new A.xmp', '2020/new A.JPG', '2020/new A.JPG.pp3', '2021/new b.xmp'];
  assert.deepEqual(fillTemplate('{year}/new {name}', files), renamed);
  const numbered = ['1.xmp', '1.JPG', '1.JPG.pp3', '2.xmp'];
  assert.deepEqual(fillTemplate('{counter}', files), numbered);
});

test('a main file that does not say when it was taken asks its companions', () => {
  const files: SampleFile[] = [
    { path: 'a.cr2', modified: '2024-01-01 00:00:00' },
    { path: 'a.jpg', modified: '2024-01-01 00:00:00', taken: '2018-05-05 10:00:00' },
    { path: 'a.heic', modified: '2024-01-01 00:00:00', taken: '2019-05-05 10:00:00' },
    { path: 'b.cr2', modified: '2024-01-01 00:00:00', taken: '2017-05-05 10:00:00' },
    { path: 'b.jpg', modified: '2024-01-01 00:00:00', taken: '2018-05-05 10:00:00' },
  ];
  const years = ['2018/a.cr2', '2018/a.jpg', '2018/a.heic', '2017/b.cr2', '2017/b.jpg'];
  assert.deepEqual(fillTemplate('{year}/{filename}', files), years);
});

test('a group waits whole for the file of it that is left', () => {
  const table = sampleTable([
    { path: 'a.jpg' },
    { path: 'a.xmp', left: 'settling' },
    { path: 'a.aae' },
    { path: 'b.jpg', left: 'open_for_writing' },
    { path: 'b.xmp' },
    { path: 'c.jpg' },
  ]);
  const destinations = fillDestinations(table, parseTemplate('{extension}/'), SAMPLE_OPTIONS);
  const left = Array.from(table.left.subarray(0, table.count), leftReasonOf);
  assert.deepEqual(left, ['companion_left', 'settling', 'main_left', 'open_for_writing', 'main_left', 'none']);
  assert.equal(destinations.main[1], 0);
  assert.equal(destinations.main[5], NO_MAIN);
});
