import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { CONTENTS, type ContentsName } from './tree/contents.ts';
import { FileWriter } from './tree/file-writer.ts';
import { layOutTree } from './tree/tree-layout.ts';

/** What tree to make. */
export interface TreeOptions {
  /** Folder to make; must not exist. */
  readonly root: string;
  readonly files: number;
  readonly seed: number;
  /** Which files are alike; `mixed` when absent. */
  readonly contents?: ContentsName;
}

/** What was made. */
export interface MadeTree {
  readonly files: number;
  readonly folders: number;
  readonly bytes: number;
  readonly seconds: number;
}

/** What one thread writes: every folder whose number leaves `part` when divided by `parts`. */
interface Share extends TreeOptions {
  readonly part: number;
  readonly parts: number;
}

/**
 * Makes a tree of files of many kinds and sizes; the same seed and number of files give the same tree, byte for byte
 * and to the microsecond of every mtime.
 *
 * @param options - where, how many and which
 * @returns what was made
 */
export async function makeTree(options: TreeOptions): Promise<MadeTree> {
  const started = performance.now();
  const { folders } = layOutTree(options.files, options.seed);
  mkdirSync(options.root, { recursive: false });
  for (const folder of folders) mkdirSync(`${options.root}/${folder}`);
  const parts = Math.min(availableParallelism(), folders.length);
  const shares = Array.from({ length: parts }, (_, part): Share => ({ ...options, part, parts }));
  const bytes = await Promise.all(shares.map(writeInThread));
  return {
    files: options.files,
    folders: folders.length,
    bytes: bytes.reduce((sum, share) => sum + share, 0),
    seconds: (performance.now() - started) / 1000,
  };
}

function writeInThread(share: Share): Promise<number> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { share } });
    worker.once('message', (bytes: number) => {
      resolve(bytes);
    });
    worker.once('error', reject);
  });
}

function writeShare({ root, files, seed, contents = 'mixed', part, parts }: Share): number {
  const layout = layOutTree(files, seed);
  const writer = new FileWriter(root, seed, CONTENTS[contents]);
  for (let folder = part; folder < layout.folders.length; folder += parts) writer.writeFolder(layout, folder);
  return writer.bytes;
}

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { files: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
  });
  const root = positionals[0];
  if (root === undefined) throw new Error('Usage: node bench/src/make-tree.ts DIR [--files N] [--seed N]');
  console.log(JSON.stringify(await makeTree({ root, files: Number(values.files), seed: Number(values.seed) })));
}

if (isMainThread) {
  if (import.meta.main) await main();
} else {
  const { share } = workerData as { share?: Share };
  if (share !== undefined) parentPort?.postMessage(writeShare(share));
}
