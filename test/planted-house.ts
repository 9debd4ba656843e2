import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const SETTINGS = [
  '.dependency-cruiser.cjs',
  '.prettierignore',
  '.prettierrc.json',
  'eslint.config.js',
  'knip.json',
  'tsconfig.json',
];
const PACKAGES = ['contracts', 'engine', 'client', 'cli'];
const FOLDERS = ['bench', 'scripts', 'test'];

/** A copy of the house that holds its rules and whatever code a test plants. */
export interface PlantedHouse {
  /** Absolute path. */
  readonly root: string;
  /** Removes it. */
  remove(): void;
}

/**
 * Builds a house with the real rules around planted code. Its packages resolve each other to themselves, never to
 * the real ones, so that an edge between them is seen as in the real house.
 *
 * @param files - path below the house to source
 * @returns the house, to be removed after the test
 */
export function plantHouse(files: Readonly<Record<string, string>>): PlantedHouse {
  const root = mkdtempSync(join(tmpdir(), 'kempt-house-'));
  for (const name of SETTINGS) cpSync(join(ROOT, name), join(root, name), { recursive: true });
  for (const name of PACKAGES) {
    mkdirSync(join(root, 'packages', name), { recursive: true });
    copyManifest(join('packages', name), root);
  }
  copyManifest('.', root);
  for (const name of FOLDERS) mkdirSync(join(root, name));
  linkModules(root);
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), source);
  }
  return {
    root,
    remove: () => {
      rmSync(root, { recursive: true });
    },
  };
}

/** Copies a package.json without its dependencies, which planted code does not use. */
function copyManifest(folder: string, root: string): void {
  const manifest = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as object;
  const bare = { ...manifest, dependencies: {}, devDependencies: {}, optionalDependencies: {}, scripts: {} };
  writeFileSync(join(root, folder, 'package.json'), `${JSON.stringify(bare, null, 2)}\n`);
}

function linkModules(root: string): void {
  const modules = join(root, 'node_modules');
  mkdirSync(join(modules, '@kempt'), { recursive: true });
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (name !== '@kempt') symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
  for (const name of PACKAGES) symlinkSync(join(root, 'packages', name), join(modules, '@kempt', name));
}
