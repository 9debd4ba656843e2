import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Category } from '@kempt/contracts';
import { KemptError } from '../../../src/errors/kempt-error.ts';
import { ALIASES, FIELDS } from '../../../src/rules/fields.ts';
import { FILTER_NAMES } from '../../../src/rules/filters.ts';
import { PRESETS, presetTemplate } from '../../../src/rules/presets.ts';
import { fillTemplate } from './fill-template.ts';
import type { SampleFile } from './sample-table.ts';

const PAGE = readFileSync(new URL('../../../../../docs/templates.md', import.meta.url), 'utf8');
const EXAMPLES = Array.from(PAGE.matchAll(/^```template\n([^\n]+)\n([^`]+)```$/gm));

const CATEGORIES: Readonly<Record<string, Category>> = {
  jpg: 'images',
  cr2: 'images',
  pdf: 'documents',
  xmp: 'data',
  mkv: 'video',
  srt: 'documents',
};

interface Line {
  readonly file: SampleFile;
  readonly result: string;
}

function lineOf(text: string): Line {
  const match = /^(.+?)(?: \((?:taken ([\d-]+ [\d:]+)|size (\d+))\))? → (.+)$/.exec(text);
  assert.ok(match, `cannot be read: ${text}`);
  const [, path = '', taken, size, result = ''] = match;
  const extension = path.split('.').at(-1)?.toLowerCase() ?? '';
  const file: SampleFile = {
    path,
    category: CATEGORIES[extension] ?? 'other',
    ...(extension === 'jpg' ? { mimetype: 'image/jpeg', detectedExtension: 'jpg' } : {}),
    ...(taken === undefined ? {} : { taken }),
    ...(size === undefined ? {} : { size: Number(size) }),
  };
  return { file, result };
}

function outcomes(template: string, lines: readonly Line[]): string[] {
  try {
    return fillTemplate(
      template,
      lines.map(({ file }) => file),
    );
  } catch (error) {
    assert.ok(error instanceof KemptError);
    return [`! ${error.code}`];
  }
}

for (const [, template = '', body = ''] of EXAMPLES) {
  test(`the page is right about ${template}`, () => {
    const lines = body.trimEnd().split('\n').map(lineOf);
    assert.deepEqual(
      outcomes(template, lines),
      lines.map(({ result }) => result),
    );
  });
}

test('every example of the page is run', () => {
  assert.equal(EXAMPLES.length, PAGE.split('```template').length - 1);
  assert.ok(EXAMPLES.length > 20);
});

test('the page describes every field, filter, alias and preset', () => {
  for (const word of [...Object.keys(FIELDS), ...ALIASES.keys()])
    assert.match(PAGE, new RegExp(`[\`{]${word}[\`}]`), word);
  for (const word of FILTER_NAMES) assert.match(PAGE, new RegExp(`\`${word}[\`:]`), word);
  for (const preset of PRESETS) {
    for (const keepFolders of [false, true]) {
      const cell = `\`${presetTemplate(preset, { keepFolders }).replace('|', '\\|')}\``;
      assert.ok(PAGE.includes(cell), cell);
    }
  }
});
