import { categoryId, outcomeId } from '@kempt/contracts';
import { throwIfInterrupted } from '../errors/throw-if-interrupted.ts';
import { toFileBatch } from '../identify/file-batches.ts';
import { HEAD_LENGTH, identifyHead } from '../identify/identify-head.ts';
import type { FileSystem, HeadBatch } from '../ports/file-system.ts';
import type { FileTable } from '../table/file-table.ts';

/** What an image is to be found among. */
export interface FindImagesOptions {
  readonly fileSystem: Pick<FileSystem, 'readHeads'>;
  readonly table: FileTable;
  /** Id of the root a folder is below. */
  readonly rootOf: (folder: number) => number;
  /** Called after each batch with the files looked at so far. */
  readonly onProgress?: ((files: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What was found by looking at the beginnings of files. */
export interface FoundImages {
  /** Rows of images that can be decoded, in order. */
  readonly rows: Uint32Array;
  /** How many images are of a format that cannot be decoded. */
  readonly otherFormats: number;
  /** Rows that could not be read, with the outcome byte. */
  readonly unreadable: readonly (readonly [row: number, code: number])[];
}

const FILES_PER_BATCH = 512;
const BATCHES_IN_FLIGHT = 4;
const COMPLETED = outcomeId('completed');
const IMAGES = categoryId('images');

/** What the decoder takes. HEIC would need a decoder that no binary may bring; drawings have no pixels. */
const DECODED: ReadonlySet<string> = new Set(
  ['jpeg', 'png', 'apng', 'webp', 'gif', 'tiff', 'avif'].map((format) => `image/${format}`),
);

/**
 * Finds images by their first bytes, whatever they are called.
 *
 * @param options - file system and table
 * @param rows - which rows to look at, in order
 * @returns images, and what could not be read
 * @throws KemptError `interrupted`
 */
export async function findImages(options: FindImagesOptions, rows: Uint32Array): Promise<FoundImages> {
  const { table, rootOf, fileSystem, signal, onProgress } = options;
  const images: number[] = [];
  const unreadable: (readonly [number, number])[] = [];
  let otherFormats = 0;
  const take = (batch: Uint32Array, heads: HeadBatch): void => {
    batch.forEach((row, i) => {
      const code = heads.code[i] ?? 0;
      if (code !== COMPLETED) {
        unreadable.push([row, code]);
        return;
      }
      const head = heads.bytes.subarray(i === 0 ? 0 : heads.end[i - 1], heads.end[i]);
      const { mimetype, category, identifiedBy } = identifyHead(table.name(row), head, table.size[row] ?? 0);
      if (!DECODED.has(mimetype)) otherFormats += Number(category === IMAGES);
      // What is only called an image is none.
      else if (identifiedBy === 'content') images.push(row);
    });
  };
  const inFlight: { readonly batch: Uint32Array; readonly heads: Promise<HeadBatch> }[] = [];
  for (let start = 0; start < rows.length || inFlight.length > 0;) {
    throwIfInterrupted(signal);
    while (inFlight.length < BATCHES_IN_FLIGHT && start < rows.length) {
      const batch = rows.subarray(start, (start += FILES_PER_BATCH));
      const heads = fileSystem.readHeads(toFileBatch(table, [...batch], rootOf), HEAD_LENGTH);
      heads.catch(() => undefined);
      inFlight.push({ batch, heads });
    }
    const oldest = inFlight.shift();
    if (oldest !== undefined) take(oldest.batch, await oldest.heads);
    onProgress?.(Math.min(start, rows.length));
  }
  return { rows: Uint32Array.from(images), otherFormats, unreadable };
}
