import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const ROOT = join(import.meta.dirname, '..');
const MANIFESTS = globSync(['package.json', 'packages/*/package.json', 'bench/package.json'], { cwd: ROOT });

type Versions = Readonly<Record<string, string>>;

interface Manifest {
  readonly version: string;
  readonly dependencies?: Versions;
  readonly devDependencies?: Versions;
  readonly optionalDependencies?: Versions;
}

interface LockedPackage extends Manifest {
  readonly resolved?: string;
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
const { packages: locked } = readJson('package-lock.json') as { packages: Readonly<Record<string, LockedPackage>> };

for (const path of MANIFESTS) {
  test(`${path} pins every dependency to one version`, () => {
    const { dependencies, devDependencies, optionalDependencies } = readJson(path) as Manifest;
    const wanted = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
    assert.deepEqual(
      wanted.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)),
      [],
    );
  });
}

test('package-lock.json records no download address', () => {
  const recorded = Object.entries(locked).filter(([, { resolved }]) => /^https?:/.test(resolved ?? ''));
  assert.deepEqual(recorded, []);
});

test('package-lock.json holds the binaries of every platform', () => {
  const names = new Set(Object.keys(locked).map((path) => path.replace(/^.*node_modules\//, '')));
  const missing = Object.values(locked)
    .flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies ?? {}))
    .filter((name) => !names.has(name));
  assert.deepEqual(missing, []);
});

test('the tests run on the Node that npm ci brings', () => {
  assert.match(process.versions.node, /^24\./);
});
