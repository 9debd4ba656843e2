import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { COMMON_NAMES, COMPANION_GROUPS, FOLDER_NAMES, NASTY_NAMES } from './messy-names.ts';
import { createSeededRandom } from './seeded-random.ts';
import type { SeededRandom } from './seeded-random.ts';

/** What a messy tree is made of. */
export interface MessyTreeOptions {
  readonly seed: number;
  /** About how many files; 300 when absent. */
  readonly files?: number;
}

/**
 * Makes a small tree that holds what real folders hold and tests forget: names that are not UTF-8, twins in case and
 * normal form, hard links, read-only and foreign files, empty and deep folders, projects, companions, downloads in
 * progress, symlinks, folders named like files. Names that a system refuses are left out there.
 *
 * @param root - folder to make; must not exist
 * @param options - seed and size
 * @returns how many files were made
 */
export function makeMessyTree(root: string, options: MessyTreeOptions): number {
  const builder = new MessyTreeBuilder(createSeededRandom(options.seed));
  builder.folder(Buffer.from(root));
  builder.folders(root);
  builder.projects(root);
  const wanted = options.files ?? 300;
  for (let attempt = 0; attempt < wanted * 2 && builder.fileCount < wanted; attempt++) builder.anyFile();
  builder.links();
  builder.settleTimes();
  return builder.fileCount;
}

class MessyTreeBuilder {
  readonly #random: SeededRandom;
  readonly #folders: Buffer[] = [];
  readonly #files: Buffer[] = [];

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  get fileCount(): number {
    return this.#files.length;
  }

  folder(path: Buffer): void {
    const made = attempt(() => {
      mkdirSync(path);
    });
    if (made) this.#folders.push(path);
  }

  folders(root: string): void {
    for (let i = 0; i < 14; i++) {
      const parent = this.#random.pick(this.#folders);
      this.folder(join(parent, Buffer.from(this.#random.pick(FOLDER_NAMES))));
    }
    for (const empty of ['empty', 'empty/inside', 'empty/inside/another']) this.folder(Buffer.from(`${root}/${empty}`));
    this.#folders.splice(-3);
    let deep = root;
    for (let level = 0; level < 12; level++) this.folder(Buffer.from((deep += `/level ${level}`)));
  }

  projects(root: string): void {
    if (this.#random.chance(0.5)) return;
    mkdirSync(`${root}/project/src`, { recursive: true });
    this.file(Buffer.from(`${root}/project/package.json`), '{"name":"left-alone"}');
    this.file(Buffer.from(`${root}/project/src/index.js`), 'export {};\n');
  }

  anyFile(): void {
    const folder = this.#random.pick(this.#folders);
    const kind = this.#random.next();
    if (kind < 0.04) {
      for (const name of this.#random.pick(COMPANION_GROUPS)) this.file(join(folder, Buffer.from(name)));
    } else if (kind < 0.3) this.file(join(folder, Buffer.from(this.#random.pick(NASTY_NAMES))));
    else if (kind < 0.65) this.file(join(folder, Buffer.from(this.#random.pick(COMMON_NAMES))));
    else if (kind < 0.68) this.file(join(folder, Buffer.from(`.hidden-${this.#random.below(99)}`)));
    else if (kind < 0.7) this.file(join(folder, Buffer.from(`download-${this.#random.below(99)}.part`)));
    else this.file(join(folder, Buffer.from(`file ${this.#random.below(5000)}.${this.#random.pick(EXTENSIONS)}`)));
  }

  file(path: Buffer, content: string | Uint8Array = this.#content()): void {
    if (
      !attempt(() => {
        writeFileSync(path, content, { flag: 'wx' });
      })
    )
      return;
    this.#files.push(path);
    if (this.#random.chance(0.1)) chmodSync(path, this.#random.pick(MODES));
    if (process.getuid?.() === 0 && this.#random.chance(0.05)) chownSync(path, 1000 + this.#random.below(3), 1000);
  }

  links(): void {
    const folders = this.#folders;
    for (let i = 0; i < 8 && this.#files.length > 0; i++) {
      const path = join(this.#random.pick(folders), Buffer.from(`hard link ${i}.dat`));
      const target = this.#random.pick(this.#files);
      if (
        attempt(() => {
          linkSync(target, path);
        })
      )
        this.#files.push(path);
    }
    for (const target of ['..', 'nowhere', '/etc/hostname']) {
      const path = join(this.#random.pick(folders), Buffer.from(`link to ${target.length}`));
      attempt(() => {
        symlinkSync(target, path);
        lutimesSync(path, 1_400_000_000.25, 1_400_000_000.25);
      });
    }
  }

  /** Sets old times everywhere, children before their folders. */
  settleTimes(): void {
    for (const file of this.#files) this.#setTime(file);
    for (const folder of everyFolder(this.#folders[0]).reverse()) {
      this.#setTime(folder);
      if (this.#random.chance(0.1)) chmodSync(folder, 0o750);
    }
  }

  #setTime(path: Buffer): void {
    const seconds = 1_300_000_000 + this.#random.next() * 400_000_000;
    utimesSync(path, seconds, seconds);
  }

  /** A head that content detection knows or does not, then noise; one in eight repeats another file's bytes. */
  #content(): Uint8Array {
    if (this.#random.chance(0.02)) return new Uint8Array();
    const twin = this.#random.chance(0.12) ? createSeededRandom(this.#random.below(5)) : this.#random;
    const head = Buffer.from(twin.pick(HEADS), 'latin1');
    return Buffer.concat([head, twin.fill(new Uint8Array(twin.below(3000)))]);
  }
}

/** Every folder below and with the given one, parents first. */
function everyFolder(root: Buffer | undefined): Buffer[] {
  if (root === undefined || !existsSync(root)) return [];
  const below = readdirSync(root, { withFileTypes: true, encoding: 'buffer' })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(root, entry.name));
  return [root, ...below.flatMap(everyFolder)];
}

function attempt(make: () => void): boolean {
  try {
    make();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && REFUSALS.has(String(error.code))) return false;
    throw error;
  }
}

function join(folder: Buffer, name: Buffer): Buffer {
  return Buffer.concat([folder, Buffer.from('/'), name]);
}

/** What a system answers to a name it cannot hold, or holds already. */
const REFUSALS = new Set(['EEXIST', 'EILSEQ', 'EINVAL', 'ENAMETOOLONG', 'ENOENT', 'EISDIR', 'EPERM', 'ENOTSUP']);
const MODES = [0o400, 0o444, 0o600, 0o640, 0o755, 0o777];
const EXTENSIONS = ['txt', 'TXT', 'jpg', 'pdf', 'mp3', 'mp4', 'zip', 'csv', 'ts', 'html', 'xyz123', 'tar.gz', 'docx'];
const HEADS = [
  '\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00',
  '\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00',
  '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n',
  'ID3\x04\x00\x00\x00\x00\x00\x00',
  'PK\x03\x04\x14\x00\x00\x00\x00\x00',
  '#!/usr/bin/env python3\n',
  'plain words\n',
  '',
];
