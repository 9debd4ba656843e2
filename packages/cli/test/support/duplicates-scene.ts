import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder, type Ended } from './kempt-process.ts';

const base = temporaryFolder();
let folders = 0;

/** A folder to search and a place for state. */
export interface Scene {
  /** The folder that is searched. */
  readonly root: string;
  /** State folder. */
  readonly home: string;
}

/**
 * Makes a folder with files, and a state folder that does not exist yet, for one test alone.
 *
 * @param files - content by path
 * @returns both
 */
export function scene(files: Readonly<Record<string, string>>): Scene {
  const place = join(base, String(folders++));
  const root = join(place, 'tree');
  mkdirSync(root, { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return { root, home: join(place, 'state') };
}

/**
 * The groups that `--list` printed.
 *
 * @param ended - how the process ended
 * @param root - the folder that was searched
 * @returns paths below the folder, those of other names of a file too
 */
export function groupsOf(ended: Ended, root: string): string[][] {
  return linesOf(ended).map(({ files }) =>
    files.flatMap(({ path, hard_links: links = [] }) =>
      [path, ...links.map((link) => link.path)].map((name) => name.replace(`${root}/`, '')),
    ),
  );
}

/** A file as `--list` prints it. */
export interface ListedFile {
  readonly path: string;
  readonly path_base64?: string;
  readonly reference?: boolean;
  readonly hard_links?: readonly { readonly path: string }[];
}

/** A group as `--list` prints it. */
export interface ListedGroup {
  readonly hash: string;
  readonly size_bytes: number;
  readonly files: readonly ListedFile[];
}

/**
 * The lines that `--list` printed.
 *
 * @param ended - how the process ended
 * @returns one group a line
 */
export function linesOf({ stdout }: Ended): readonly ListedGroup[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ListedGroup);
}
