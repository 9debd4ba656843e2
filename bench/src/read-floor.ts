import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

/** What one thread reads. */
interface Share {
  readonly root: string;
  readonly part: number;
  readonly parts: number;
}

const BLOCK = 256 * 1024;

/** Reads every file below a folder, on as many threads as there are cores, and does nothing with the bytes. */
async function readBarely(root: string): Promise<number> {
  const parts = availableParallelism();
  const bytes = await Promise.all(Array.from({ length: parts }, (_, part) => readInThread({ root, part, parts })));
  return bytes.reduce((sum, each) => sum + each, 0);
}

function readInThread(share: Share): Promise<number> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { share } });
    worker.once('message', (bytes: number) => {
      resolve(bytes);
    });
    worker.once('error', reject);
  });
}

function readShare({ root, part, parts }: Share): number {
  const block = Buffer.allocUnsafeSlow(BLOCK);
  let files = 0;
  let bytes = 0;
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) visit(`${folder}/${entry.name}`);
      else if (entry.isFile() && files++ % parts === part) bytes += readWhole(`${folder}/${entry.name}`, block);
    }
  };
  visit(root);
  return bytes;
}

function readWhole(path: string, block: Buffer): number {
  const fd = openSync(path, 'r');
  let bytes = 0;
  try {
    for (;;) {
      const read = readSync(fd, block, 0, BLOCK, bytes);
      if (read === 0) return bytes;
      bytes += read;
    }
  } finally {
    closeSync(fd);
  }
}

if (isMainThread) {
  const root = process.argv[2];
  if (root === undefined) throw new Error('Usage: node bench/src/read-floor.ts DIR');
  console.log(JSON.stringify({ bytes: await readBarely(root) }));
} else {
  const { share } = workerData as { share?: Share };
  if (share !== undefined) parentPort?.postMessage(readShare(share));
}
