import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KemptError } from '../../../src/errors/kempt-error.ts';
import { FIELDS, LATER_FIELDS } from '../../../src/rules/fields.ts';
import { parseTemplate } from '../../../src/rules/parse-template.ts';
import { keepsNames, needsTaken } from '../../../src/rules/template.ts';

function errorOf(text: string): KemptError {
  try {
    parseTemplate(text);
  } catch (error) {
    assert.ok(error instanceof KemptError);
    return error;
  }
  assert.fail(`${text} was accepted`);
}

test('a template is folders, a name and the fields in both', () => {
  const template = parseTemplate('{category}/by {year}/{name|upper}.{extension}');
  assert.equal(template.folders.length, 2);
  assert.equal(template.name.length, 3);
  assert.deepEqual([...template.fields], ['category', 'year', 'name', 'extension']);
  assert.equal(template.text, '{category}/by {year}/{name|upper}.{extension}');
});

test('every field of this release is known', () => {
  for (const field of Object.keys(FIELDS)) assert.ok(parseTemplate(`{${field}}/{filename}`).fields.size > 0);
});

test('what cannot be read is refused with the place where it goes wrong', () => {
  const wrong: [string, RegExp, number][] = [
    ['{category', /never closed/, 1],
    ['a/{category|upper', /never closed/, 3],
    ['{{y}/x', /never closed/, 1],
    ['images}', /closes nothing/, 7],
    ['{}', /no field/, 1],
    ['{|upper}', /no field/, 1],
    ['{{}}', /no field/, 1],
    ['{name|default:{year}}', /inside another/, 15],
    ['{na{me}}', /inside another/, 4],
    ['a\\b', /escapes nothing/, 2],
    ['a\\', /escapes nothing/, 2],
    ['漢{name|default:"x}', /never closed/, 16],
    ['{name|default:"x"y}', /follows a quoted/, 18],
  ];
  for (const [text, message, position] of wrong) {
    const error = errorOf(text);
    assert.equal(error.code, 'template_syntax', text);
    assert.match(error.message, message);
    assert.equal(error.details['position'], position, text);
    assert.ok(error.hint !== undefined);
  }
});

test('an empty template, a NUL and a format on something that is no date are refused', () => {
  assert.equal(errorOf('').code, 'template_syntax');
  assert.equal(errorOf('a\0/{filename}').code, 'template_syntax');
  assert.match(errorOf('{category:%Y}').message, /\{category\} is no date/);
});

test('an unknown field is named, with the nearest one', () => {
  const error = errorOf('{categry}/{filename}');
  assert.equal(error.code, 'unknown_field');
  assert.match(error.message, /\{categry\}/);
  assert.equal(error.hint, 'Did you mean {category}?');
  assert.deepEqual(error.details, { field: 'categry', nearest: 'category' });
  assert.match(errorOf('{Year}').hint ?? '', /\{year\}/);
  assert.match(errorOf('{qqqqqqqqqqqq}').hint ?? '', /^Known are name, extension/);
  assert.match(errorOf('{a\nb}').message, /\{a\\x0ab\}/);
});

test('a field that a later release brings is called so', () => {
  for (const field of [...LATER_FIELDS, 'exif.focal_length', 'env.HOME', 'pdf.subject']) {
    const error = errorOf(`{${field}|default:x}/{filename}`);
    assert.equal(error.code, 'unknown_field');
    assert.match(error.message, /not known in this release/);
  }
});

test('an unknown filter is named, with the nearest one', () => {
  const error = errorOf('{name|uper}');
  assert.equal(error.code, 'unknown_filter');
  assert.equal(error.hint, 'Did you mean upper?');
  assert.match(errorOf('{name|zzzzzzzzzz}').hint ?? '', /^Known are default/);
  assert.equal(errorOf('{name|}').code, 'unknown_filter');
});

test('filters refuse arguments they cannot take', () => {
  const wrong = [
    '{name|default}',
    '{name|upper:x}',
    '{name|pad}',
    '{name|pad:x}',
    '{name|pad:0}',
    '{name|pad:256}',
    '{name|pad:3:0:1}',
    '{name|truncate:-1}',
    '{name|replace}',
    '{name|replace::x}',
    '{name|replace:a:b:c}',
  ];
  for (const text of wrong) assert.equal(errorOf(text).code, 'template_syntax', text);
});

test('a template that leads out of the destination is refused', () => {
  const wrong = [
    '/images/{filename}',
    '../{filename}',
    'a/../../{filename}',
    '{category}/..',
    '{category}/../{filename}',
    '~/Pictures/{filename}',
    '~',
    'C:\\Users\\{filename}',
    'c:/x/{filename}',
    '{taken:../x}/{filename}',
    '{taken:..}/{filename}',
  ];
  for (const text of wrong) assert.equal(errorOf(text).code, 'template_leaves_destination', text);
  assert.ok(parseTemplate('..a/{filename}'));
  assert.ok(parseTemplate('...'));
});

test('date formats are checked, and their slashes separate folders', () => {
  assert.equal(parseTemplate('{taken:%Y/%m}/{filename}').folders.length, 2);
  assert.equal(errorOf('{taken:%Q}').code, 'template_syntax');
  assert.match(errorOf('{taken:100%}').message, /%/);
});

test('only templates that use taken or its parts need it', () => {
  assert.equal(needsTaken(parseTemplate('{year}/{filename}')), true);
  assert.equal(needsTaken(parseTemplate('{{y}}/{filename}')), true);
  assert.equal(needsTaken(parseTemplate('{lastmodified:%Y}/{filename}')), false);
});

test('only {filename} alone keeps names', () => {
  assert.equal(keepsNames(parseTemplate('{year}/{filename}')), true);
  assert.equal(keepsNames(parseTemplate('{year}/')), true);
  assert.equal(keepsNames(parseTemplate('{year}')), true);
  assert.equal(keepsNames(parseTemplate('{filename|lower}')), false);
  assert.equal(keepsNames(parseTemplate('x{filename}')), false);
});
