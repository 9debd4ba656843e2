import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTemplate } from '../../../src/rules/parse-template.ts';
import { templateIsStable } from '../../../src/rules/template-is-stable.ts';

function stable(text: string): boolean {
  return templateIsStable(parseTemplate(text));
}

test('templates that keep names, or change them so that they can be read back, are stable', () => {
  const texts = [
    '{category}/{filename}',
    '{category}/{year}/{subdir}/{filename}',
    '{kind}/{name}.{extension}',
    '{mimetype}/{name}',
    '{year}/{year}-{filename}',
    '{year}-{name|slug|truncate:40}.{extension|upper}',
    '{name|replace:_: }',
    '{name|default:x|upper}',
    '{name|truncate:1}/{filename}',
    '{lastmodified:%Y%m%d_%H%M%S}.{extension}',
    '{root}/{filename}',
  ];
  for (const text of texts) assert.equal(stable(text), true, text);
});

test('templates whose values a run changes are not', () => {
  const texts = [
    '{now}/{filename}',
    '{today}/{filename}',
    '{counter}',
    '{parent}/{filename}',
    '{depth}/{filename}',
    '{relative_path}',
    '{path}',
    'x/{path|replace:/:-}',
    '{subdir}/{category}/{filename}',
    '{category}/x{subdir}/{filename}',
    '{category}/{subdir|upper}/{filename}',
    '{subdir}/{subdir}/{filename}',
    '{category}/{subdir}-{filename}',
  ];
  for (const text of texts) assert.equal(stable(text), false, text);
});

test('templates that lose what a second run would need are not', () => {
  const texts = [
    '{category}/{year}-{filename}',
    '{category}/{name}{year}',
    '{category}/{name}x.{extension}',
    '{name|truncate:1}/{name|upper}',
    '{name}.txt',
    '{name}-{name}',
    '{name|title|replace:A:b}',
    '{name|truncate:3|slug}',
    '{filename|slug}',
    '{filename}_{year}',
    '{extension}-{name|default:x}-{extension}x',
    '{name}{extension}',
    '{name}.{extension|replace:jpeg:jpg}',
    '{category}/{name|lower}',
  ];
  for (const text of texts) assert.equal(stable(text), false, text);
});
