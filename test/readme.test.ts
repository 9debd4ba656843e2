import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { EXIT_CODES } from '@kempt/contracts';
import extensions from '../packages/engine/src/identify/data/extensions.json' with { type: 'json' };
import { buildProgram } from '../packages/cli/src/build-program.ts';

const README = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');

const NO_OUTPUT = { writeOut: () => undefined, writeError: () => undefined, width: 80, color: false };

test('the readme names every command, and no other', () => {
  const program = buildProgram('', NO_OUTPUT, () => Promise.resolve());
  const named = Array.from(README.matchAll(/^\| `kempt (\w+)/gm), ([, name = '']) => name);
  assert.deepEqual(named.sort(), program.commands.map((command) => command.name()).sort());
});

test('the readme names every exit code', () => {
  const named = Array.from(README.matchAll(/^\| (\d+) /gm), ([, code]) => Number(code));
  assert.deepEqual(named, Object.values(EXIT_CODES));
});

test('the readme promises no more extensions than are known', () => {
  const [, promised = '0'] = /More than ([\d,]+) extensions/.exec(README) ?? [];
  assert.ok(Number(promised.replaceAll(',', '')) > 0);
  assert.ok(Object.keys(extensions).length > Number(promised.replaceAll(',', '')));
});
