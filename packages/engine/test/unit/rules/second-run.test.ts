import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Category } from '@kempt/contracts';
import fc from 'fast-check';
import { foldName } from '../../../src/names/fold-name.ts';
import { splitName } from '../../../src/names/split-name.ts';
import { companionName } from '../../../src/rules/companion-name.ts';
import { conflictName, withoutCounter } from '../../../src/rules/conflict-name.ts';
import { fillDestinations } from '../../../src/rules/fill-destinations.ts';
import { parseTemplate } from '../../../src/rules/parse-template.ts';
import { PRESETS, presetTemplate } from '../../../src/rules/presets.ts';
import { templateIsStable } from '../../../src/rules/template-is-stable.ts';
import { NO_MAIN } from '../../../src/table/destinations.ts';
import { destinationPaths, SAMPLE_OPTIONS, sampleTable, type SampleFile } from './sample-table.ts';

const CATEGORIES: Readonly<Record<string, Category>> = { jpg: 'images', cr2: 'images', mov: 'video', srt: 'documents' };

/** As identify would: by extension, and by whole name where that tells. */
function categoryOfName(name: string): Category {
  const known = [name, ...withoutCounter(name)].some((spelling) => spelling === 'Makefile');
  return known ? 'code' : (CATEGORIES[splitName(name).extension.slice(1).toLowerCase()] ?? 'other');
}

function identified(files: readonly SampleFile[]): SampleFile[] {
  return files.map((file) => ({ ...file, category: categoryOfName(file.path.split('/').at(-1) ?? '') }));
}

/** What a planner does, in short: groups of companions move together, under a free name. */
function organize(files: readonly SampleFile[], template: string): SampleFile[] {
  const table = sampleTable(identified(files));
  const destinations = fillDestinations(table, parseTemplate(template), SAMPLE_OPTIONS);
  const wanted = destinationPaths(table, destinations);
  const groupOf = (row: number): number => (destinations.main[row] === NO_MAIN ? row : (destinations.main[row] ?? row));
  const result = files.map((file) => file.path);
  const stays = files.map(
    (file, row) => wanted[groupOf(row)] === files[groupOf(row)]?.path && wanted[row] === file.path,
  );
  const taken = new Set(files.flatMap((file, row) => (stays[row] === true ? [foldPath(file.path)] : [])));
  for (const main of files.keys()) {
    const rows = [...files.keys()].filter((row) => groupOf(row) === main && stays[row] !== true);
    for (let counter = 1; rows.length > 0; counter++) {
      const places = rows.map((row) => counted(wanted, { row, main, counter }));
      if (new Set(places.map(foldPath)).size < places.length && counter < 50) continue;
      if (places.some((place) => taken.has(foldPath(place)))) continue;
      for (const [index, row] of rows.entries()) {
        taken.add(foldPath(places[index] ?? ''));
        result[row] = places[index] ?? '';
      }
      break;
    }
  }
  return files.map((file, row) => ({ ...file, path: result[row] ?? file.path }));
}

function counted(wanted: readonly string[], at: { row: number; main: number; counter: number }): string {
  const [folder, name] = splitPath(wanted[at.row] ?? '');
  if (at.counter === 1) return folder + name;
  const before = splitPath(wanted[at.main] ?? '')[1];
  const after = conflictName(before, at.counter);
  return folder + (at.row === at.main ? after : companionName({ before, after }, name));
}

function splitPath(path: string): [string, string] {
  const slash = path.lastIndexOf('/') + 1;
  return [path.slice(0, slash), path.slice(slash)];
}

function foldPath(path: string): string {
  return path.split('/').map(foldName).join('/');
}

const name = fc.constantFrom(
  ...['a.jpg', 'A.JPG', 'a.cr2', 'a.xmp', 'a.jpg.xmp', 'a.mov', 'a.en.srt', 'a (2).jpg', '2024-a.jpg', 'b c.tar.gz'],
  ...['Makefile', 'README', 'x_2024', '.x.jpg', 'foo.', 'Dr. Who', '???', 'latin-\udce9.jpg', 'ÄÖ.jpg', 'aa.jpg'],
);
const folder = fc.constantFrom(
  '',
  'images/',
  'images/2024/',
  '2024/',
  'holiday/',
  'x/y/',
  'other/',
  'jpg/',
  'b\udcff/',
);
const modified = fc.constantFrom('2024-03-09 14:05:07', '2023-12-31 23:59:59');
const tree: fc.Arbitrary<SampleFile[]> = fc.uniqueArray(
  fc.record({ path: fc.tuple(folder, name).map((parts) => parts.join('')), modified }),
  { selector: (file) => file.path, maxLength: 14 },
);

function secondRunPlansNothing(files: readonly SampleFile[], template: string): void {
  const once = organize(files, template);
  const twice = organize(once, template);
  assert.deepEqual(
    twice.map((file) => file.path),
    once.map((file) => file.path),
    template,
  );
}

for (const preset of PRESETS) {
  for (const keepFolders of [false, true]) {
    test(`a second run of the preset ${preset} ${keepFolders ? 'that keeps folders ' : ''}plans nothing`, () => {
      const template = presetTemplate(preset, { keepFolders });
      assert.equal(templateIsStable(parseTemplate(template)), true);
      fc.assert(
        fc.property(tree, (files) => {
          secondRunPlansNothing(files, template);
        }),
        { numRuns: 100 },
      );
    });
  }
}

const filter = fc.constantFrom(
  '',
  '',
  '|upper',
  '|lower',
  '|title',
  '|slug',
  '|truncate:3',
  '|replace:a:aa',
  '|pad:5',
  '|slug|truncate:2',
);
const namePiece = fc.tuple(fc.constantFrom('name', 'filename'), filter).map(([field, chain]) => `{${field}${chain}}`);
const otherPiece = fc.constantFrom('{year}', '{taken:%Y%m}', 'x', '-', '{size_bucket}', '{root}', '', '');
const ending = fc.constantFrom('', '.{extension|default:none}', '.{extension|default:none|upper}', '.txt');
const folders = fc.constantFrom(
  '',
  '{category}/',
  '{year}/',
  '{category}/{subdir}/',
  '{year}/{month}/',
  '{extension|default:x}/',
);
const stableTemplate = fc
  .tuple(folders, otherPiece, namePiece, otherPiece, ending)
  .map((parts) => parts.join(''))
  .filter((text) => templateIsStable(parseTemplate(text)));

test('a second run of a stable template plans nothing', () => {
  fc.assert(
    fc.property(stableTemplate, tree, (text, files) => {
      secondRunPlansNothing(files, text);
    }),
    { numRuns: 200 },
  );
});
