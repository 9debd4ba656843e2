import { spawnSync } from 'node:child_process';

/** Another finder of duplicates. */
export interface Finder {
  /** What it is called, as program and as package. */
  readonly name: string;
  /** Arguments before the folder: with them it reports what Kempt does, and changes nothing. */
  readonly args: readonly string[];
  /** What two files must have in common before it calls them duplicates. */
  readonly guarantee: string;
}

/** The finders that Debian has. Each goes through hidden files too, and leaves empty ones and links alone. */
export const FINDERS: readonly Finder[] = [
  {
    name: 'jdupes',
    args: ['-q', '-r'],
    guarantee: 'size, xxHash of the first 4 KiB, xxHash of the whole, then every byte',
  },
  {
    name: 'fdupes',
    args: ['-q', '-r', '-n'],
    guarantee: 'size, MD5 of the first 4 KiB, MD5 of the whole, then every byte',
  },
  {
    name: 'rmlint',
    args: ['--types=df', '--hidden', '-o', 'summary:stdout'],
    guarantee: 'size, BLAKE2b of the whole, step by step',
  },
  {
    name: 'rdfind',
    args: ['-dryrun', 'true', '-makeresultsfile', 'false'],
    guarantee: 'size, first and last 64 bytes, SHA-1 of the whole',
  },
];

/** What Kempt compares. */
export const KEMPT_GUARANTEE = 'size, BLAKE3 of both ends above 64 KiB, BLAKE3 of the whole';

/** The floor for large files: hashes each file and compares nothing. */
export const HASHER = {
  name: 'b3sum',
  guarantee: 'none: BLAKE3 of every file, on all cores, nothing compared',
} as const;

/** Measures the others: wall time is taken from outside, the rest is what the kernel tells the parent. */
export const TIMER = 'time';

/**
 * Installs programs that are missing with apt-get, when asked and able to.
 *
 * @param names - programs, called as their Debian packages
 * @param install - whether to try
 * @returns the programs that are there
 */
export function findPrograms(names: readonly string[], install: boolean): ReadonlySet<string> {
  const missing = names.filter((name) => !isThere(name));
  if (install && missing.length > 0 && process.getuid?.() === 0) {
    spawnSync('apt-get', ['update', '-q'], { stdio: 'ignore' });
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    for (const name of missing) {
      spawnSync('apt-get', ['install', '-qy', '--no-install-recommends', name], { stdio: 'ignore', env });
    }
  }
  return new Set(names.filter(isThere));
}

/**
 * The version of a program.
 *
 * @param name - the program
 * @returns such as `jdupes 1.21.3`
 */
export function versionOf(name: string): string {
  const { stdout, stderr } = spawnSync(name, ['--version'], { encoding: 'utf8' });
  return `${name} ${/\d+\.\d+(?:\.\d+)?/.exec(stdout + stderr)?.[0] ?? ''}`.trim();
}

function isThere(name: string): boolean {
  return spawnSync('which', [name], { stdio: 'ignore' }).status === 0;
}
