import { closeSync, constants, futimesSync, openSync, writeSync } from 'node:fs';
import { createSeededRandom, mixSeed } from '@kempt/engine/testing/seeded-random';
import type { SeededRandom } from '@kempt/engine/testing/seeded-random';
import { nameFile } from './file-names.ts';
import type { Contents } from './contents.ts';
import { FILE_KINDS } from './kinds.ts';
import type { FileKind } from './kinds.ts';
import type { TreeLayout } from './tree-layout.ts';

/** A kind with the 64 KiB that its files are cut from. */
interface Block {
  readonly kind: FileKind;
  readonly bytes: Buffer;
}

/** Where the choices for one file come from. */
interface Choices {
  /** For its bytes. */
  readonly content: SeededRandom;
  /** For all else. */
  readonly random: SeededRandom;
}

/** Writes the files of folders; each folder's files depend on the seed and the folder's number alone. */
export class FileWriter {
  readonly #root: string;
  readonly #seed: number;
  readonly #contents: Contents;
  readonly #blocks: readonly Block[];
  readonly #cumulative: readonly number[];
  /** Bytes written so far. */
  bytes = 0;

  /**
   * Prepares the bytes of all kinds.
   *
   * @param root - the tree's folder
   * @param seed - the tree's seed
   * @param contents - which files are alike
   */
  constructor(root: string, seed: number, contents: Contents) {
    this.#root = root;
    this.#seed = seed;
    this.#contents = contents;
    this.#blocks = FILE_KINDS.map((kind, i) => ({ kind, bytes: fillBlock(kind, mixSeed(seed, 0xb10c, i)) }));
    let sum = 0;
    this.#cumulative = FILE_KINDS.map(({ weight }) => (sum += weight));
  }

  /**
   * Writes all files of one folder, which must exist.
   *
   * @param layout - the tree's folders
   * @param folder - the folder's number
   */
  writeFolder(layout: TreeLayout, folder: number): void {
    const random = createSeededRandom(mixSeed(this.#seed, 0xf11e, folder));
    const path = `${this.#root}/${layout.folders[folder] ?? ''}`;
    const taken = new Set<string>();
    const files = layout.firstFile.at(-1) ?? 0;
    let photo = '';
    const end = layout.firstFile[folder + 1] ?? 0;
    for (let index = layout.firstFile[folder] ?? 0; index < end; index++) {
      const content = this.#contentRandom(random, index);
      const block = this.#pickBlock(content);
      let name = nameFile(block.kind, { index, files }, random);
      if (block.kind.extension === 'xmp' && photo !== '') name = `${photo}.xmp`;
      if (taken.has(name)) name = `${index.toString(36)} ${name}`;
      taken.add(name);
      if (PHOTOS.has(block.kind.extension)) photo = name.slice(0, name.lastIndexOf('.'));
      this.#writeFile(`${path}/${name}`, block, { content, random });
    }
  }

  /** Files of one number are alike to the last byte. */
  #contentRandom(random: SeededRandom, index: number): SeededRandom {
    const { numberOf } = this.#contents;
    if (numberOf === undefined) return random;
    return createSeededRandom(mixSeed(this.#seed, 0xc0de, numberOf(index, this.#seed)));
  }

  #writeFile(path: string, { kind, bytes }: Block, { content, random }: Choices): void {
    const { fixedSize, numberOf } = this.#contents;
    const [stampLength, emptyShare] = numberOf === undefined ? [0, EMPTY_SHARE] : [STAMP_LENGTH, 0];
    const size = fixedSize ?? pickSize(content, kind.head.length + stampLength, emptyShare);
    const padding = Math.max(0, size - kind.head.length);
    if (kind.paddingLengthAt !== undefined) bytes.writeUInt16LE(padding, kind.paddingLengthAt);
    if (padding >= STAMP_LENGTH) bytes.write(stamp(content), kind.head.length, STAMP_LENGTH, 'latin1');
    const mtime = NEWEST - random.next() * TEN_YEARS;
    const descriptor = openSync(path, CREATE, 0o644);
    try {
      if (size > 0) writeSync(descriptor, bytes, 0, size);
      futimesSync(descriptor, mtime, mtime);
    } finally {
      closeSync(descriptor);
    }
    this.bytes += size;
  }

  #pickBlock(random: SeededRandom): Block {
    const at = random.next() * (this.#cumulative.at(-1) ?? 0);
    const block = this.#blocks[this.#cumulative.findIndex((sum) => at < sum)];
    if (block === undefined) throw new RangeError('There are no kinds of files.');
    return block;
  }
}

/** Log-normal with median 600 B and mean about 1.5 KB. */
function pickSize(random: SeededRandom, smallest: number, emptyShare: number): number {
  if (random.chance(emptyShare)) return 0;
  const size = Math.round(Math.exp(Math.log(600) + 1.35 * random.normal()));
  return Math.min(BLOCK_LENGTH, Math.max(size, smallest, 1));
}

function fillBlock(kind: FileKind, seed: number): Buffer {
  const block = Buffer.alloc(BLOCK_LENGTH);
  if (kind.body === '') createSeededRandom(seed).fill(block);
  else block.fill(kind.body);
  kind.head.copy(block);
  return block;
}

/** Makes the bytes of files differ without making text binary. */
function stamp(random: SeededRandom): string {
  return (
    random.below(0x1_0000_0000).toString(36).padStart(7, '0') +
    random.below(0x1_0000_0000).toString(36).padStart(7, '0')
  );
}

/** The kinds whose sidecar a following XMP file is. */
const PHOTOS = new Set(['jpg', 'heic', 'tif']);
const STAMP_LENGTH = 14;
const EMPTY_SHARE = 0.01;
const BLOCK_LENGTH = 65_535;
const NEWEST = Date.UTC(2024, 0, 1) / 1000;
const TEN_YEARS = 10 * 365.25 * 86_400;
const CREATE = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY;
