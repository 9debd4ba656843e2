import { IMAGE_PROBLEMS, outcomeOf } from '@kempt/contracts';
import { pick } from '../duplicates/equal-rows.ts';
import type { HashCache } from '../duplicates/hash-cache.ts';
import { describeOutcome } from '../errors/describe-outcome.ts';
import { throwIfInterrupted } from '../errors/throw-if-interrupted.ts';
import { fileRef } from '../identify/file-batches.ts';
import type { FileSystem, WholeFile } from '../ports/file-system.ts';
import type { ImageDecoder } from '../ports/image-decoder.ts';
import { findImages, type FindImagesOptions } from './find-images.ts';
import { hashImage } from './image-hash.ts';
import { ImageRecords } from './image-record.ts';

/** Bytes of one image at most: they are read into memory as a whole. */
const MOST_BYTES = 256 * 1024 * 1024;

/** What reading images needs. */
export interface ReadImagesOptions extends FindImagesOptions {
  readonly fileSystem: Pick<FileSystem, 'readHeads' | 'readWhole'>;
  readonly decoder: ImageDecoder;
  /** Knows images that were decoded before. */
  readonly cache?: HashCache | undefined;
  /** Called after each image with the images decoded so far, how many there are, and the bytes read for them. */
  readonly onDecoded?: ((done: number, total: number, bytes: number) => void) | undefined;
}

/** An image that could not be read or decoded. */
export interface ImageProblem {
  readonly row: number;
  readonly code: string;
  /** One sentence for people. */
  readonly message: string;
}

/** What is known of images. */
export interface ReadImages {
  /** Rows of images, in order. */
  readonly rows: Uint32Array;
  /** What is known of them, by position in `rows`. */
  readonly records: ImageRecords;
  readonly otherFormats: number;
  readonly problems: readonly ImageProblem[];
  readonly readBytes: number;
}

/**
 * Finds the images among rows and hashes them, from the cache where it knows them. One that cannot be read or decoded is
 * a problem and stops none of the others.
 *
 * @param options - file system, decoder, cache
 * @param rows - files, no two of them the same, in order
 * @returns the images
 * @throws KemptError `interrupted`, and `images_not_supported` where there is an image and no decoder for any
 */
export async function readImages(options: ReadImagesOptions, rows: Uint32Array): Promise<ReadImages> {
  const { cache, decoder, signal } = options;
  const records = new ImageRecords(rows.length);
  await cache?.lookUp({ rows, hash: records.bytes, part: 'image' });
  const found = await findImages(
    options,
    rows.filter((_, position) => !records.isKnown(position)),
  );
  const run = new DecodingRun(options, found.unreadable.map(unreadableProblem));
  const giveUp = (): void => void decoder.close();
  signal?.addEventListener('abort', giveUp);
  let known: Pick<ReadImages, 'rows' | 'records'>;
  try {
    await run.decode(positionsOf(rows, found.rows), { rows, records });
  } finally {
    signal?.removeEventListener('abort', giveUp);
    // What was decoded before an interruption need not be decoded again.
    known = onlyKnown({ rows, records });
    cache?.note({ rows: known.rows, hash: known.records.bytes, part: 'image' }, run.decoded > 0);
  }
  throwIfInterrupted(signal);
  return {
    ...known,
    otherFormats: found.otherFormats,
    problems: run.problems,
    readBytes: run.readBytes,
  };
}

/** Where some of the rows are among all; both rise. */
function positionsOf(rows: Uint32Array, some: Uint32Array): Uint32Array {
  let position = 0;
  return some.map((row) => {
    while (rows[position] !== row) position++;
    return position;
  });
}

/** Rows, and what becomes known of them. */
type Target = Pick<ReadImages, 'rows' | 'records'>;

function onlyKnown({ rows, records }: Target): Target {
  const known = Uint32Array.from(rows, (_, position) => position).filter((position) => records.isKnown(position));
  return { rows: pick(rows, known), records: records.pick(known) };
}

class DecodingRun {
  readonly problems: ImageProblem[];
  decoded = 0;
  readBytes = 0;
  readonly #options: ReadImagesOptions;
  #done = 0;

  constructor(options: ReadImagesOptions, problems: ImageProblem[]) {
    this.#options = options;
    this.problems = problems;
  }

  async decode(positions: Uint32Array, target: Target): Promise<void> {
    const { decoder, signal, onDecoded } = this.#options;
    const waiting = positions.values();
    const failures: Error[] = [];
    const lane = async (): Promise<void> => {
      for (const position of waiting) {
        if (signal?.aborted === true || failures.length > 0) return;
        await this.#decodeOne(position, target);
        onDecoded?.(++this.#done, positions.length, this.readBytes);
      }
    };
    const lanes = Array.from({ length: Math.min(decoder.atOnce, positions.length) }, () =>
      lane().catch((error: unknown) => {
        failures.push(asError(error));
      }),
    );
    await Promise.all(lanes);
    const [failure] = failures;
    if (failure !== undefined) throw failure;
    this.problems.sort((a, b) => a.row - b.row);
  }

  async #decodeOne(position: number, { rows, records }: Target): Promise<void> {
    const row = rows[position] ?? 0;
    if ((this.#options.table.size[row] ?? 0) > MOST_BYTES) {
      this.problems.push(imageProblem(row, 'image_too_large', ''));
      return;
    }
    const { code, bytes } = await this.#read(row);
    if (code !== 'completed') {
      this.problems.push({ row, code, message: describeOutcome(code) });
      return;
    }
    this.readBytes += bytes.length;
    const answer = await this.#options.decoder.decode(bytes);
    if ('refused' in answer) {
      this.problems.push(imageProblem(row, answer.refused, answer.words));
      return;
    }
    records.set(position, { ...hashImage(answer.grey), width: answer.width, height: answer.height });
    this.decoded++;
  }

  #read(row: number): Promise<WholeFile> {
    const { fileSystem, table, rootOf } = this.#options;
    return fileSystem.readWhole({
      ...fileRef(table, rootOf(table.folder[row] ?? 0), row),
      device: table.device[row] ?? 0n,
      inode: table.inode[row] ?? 0n,
      size: table.size[row] ?? 0,
      mtime: table.mtime[row] ?? 0n,
      ctime: table.ctime[row] ?? 0n,
    });
  }
}

function unreadableProblem([row, code]: readonly [row: number, code: number]): ImageProblem {
  return { row, code: outcomeOf(code), message: describeOutcome(outcomeOf(code)) };
}

function imageProblem(row: number, code: keyof typeof IMAGE_PROBLEMS, words: string): ImageProblem {
  const sentence = IMAGE_PROBLEMS[code];
  return { row, code, message: words === '' ? sentence : `${sentence.slice(0, -1)} (${words}).` };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
