import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const ROOT = join(import.meta.dirname, '..');
const RECORD = readFileSync(join(ROOT, 'docs/adr/0009-dependencies.md'), 'utf8');

type Versions = Readonly<Record<string, string>>;

/** Names in all manifests, our own packages left out. */
function namesIn(...kinds: readonly ('dependencies' | 'devDependencies' | 'optionalDependencies')[]): string[] {
  const manifests = globSync(['package.json', 'packages/*/package.json', 'bench/package.json'], { cwd: ROOT });
  const names = manifests.flatMap((path) => {
    const manifest = JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as Partial<Record<string, Versions>>;
    return kinds.flatMap((kind) => Object.keys(manifest[kind] ?? {}));
  });
  return [...new Set(names.filter((name) => !name.startsWith('@kempt/')))].sort();
}

/** Names in the first column of the table behind a sentence. */
function namesBehind(sentence: string): string[] {
  const part = RECORD.split(sentence)[1]?.split(/\n\n(?!\|)/)[0] ?? '';
  return Array.from(part.matchAll(/^\| `([^`]+)`/gm), ([, name = '']) => name).sort();
}

test('every dependency at run time has its reason, and no other package has', () => {
  assert.deepEqual(namesBehind('At run time:'), namesIn('dependencies'));
});

test('every platform has its Node, and those of the service a PostgreSQL', () => {
  const named = [...namesBehind('one of which is installed:'), ...namesBehind('brings its own PostgreSQL:')];
  assert.deepEqual(named.sort(), namesIn('optionalDependencies'));
});

test('every dependency of development has its reason, and no other package has', () => {
  assert.deepEqual(namesBehind('For development alone:'), namesIn('devDependencies'));
});
