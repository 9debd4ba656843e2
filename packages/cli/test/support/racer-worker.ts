import {
  accessSync,
  closeSync,
  existsSync,
  openSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

/** A file on its way. */
export interface RacedFile {
  readonly source: string;
  readonly target: string;
}

/** A folder, the name it has while a link stands in its place, and where the link leads. */
export interface SwappedFolder {
  readonly path: string;
  readonly aside: string;
  readonly outside: string;
}

/** What somebody does to a file, or in its way. */
export type RaceKind = 'create' | 'modify' | 'replace' | 'delete';

/** What a racer does: something to some files right before they move, or folders swapped for links and back. */
export type RacerWork =
  | {
      readonly kind: 'chase';
      /** What is done, one after the other and over again. */
      readonly acts: readonly RaceKind[];
      /** In the order in which they move. */
      readonly files: readonly RacedFile[];
      /** Acts on every so-manieth of them. */
      readonly every: number;
      /** Existing folder for files that are to replace others; the same file system. */
      readonly scratch: string;
    }
  | { readonly kind: 'swap'; readonly folders: readonly SwappedFolder[] };

/** What a racer has done to a file. */
export interface RaceHit {
  /** Index of the file. */
  readonly index: number;
  readonly act: RaceKind;
}

/** What the thread is started with. */
export interface RacerOrder {
  readonly work: RacerWork;
  /** Set to 1 when the race is over. */
  readonly stop: Int32Array;
}

/** Acts when the file so many before has gone: sometimes close to Kempt, sometimes far enough to be there first. */
const LEADS = [2, 8, 30, 90];

const { work, stop } = workerData as RacerOrder;

/** Runs ahead of Kempt and does something to a file right before its turn. */
function chase({ acts, files, every, scratch }: Extract<RacerWork, { kind: 'chase' }>): RaceHit[] {
  const hits: RaceHit[] = [];
  for (let index = every, turn = 0; index < files.length && !isOver(); index += every, turn++) {
    const act = acts[turn % acts.length];
    const lead = LEADS[Math.floor(turn / acts.length) % LEADS.length] ?? 0;
    const [file, before] = [files[index], files[Math.max(0, index - lead)]];
    if (act === undefined || file === undefined || before === undefined) break;
    if (act === 'replace') writeFileSync(`${scratch}/${String(index)}`, `racer ${String(index)}\n`);
    while (existsSync(before.source) && !isOver());
    if (attempt(() => ACTS[act](file, index, scratch))) hits.push({ index, act });
  }
  return hits;
}

const ACTS: Readonly<Record<RaceKind, (file: RacedFile, index: number, scratch: string) => void>> = {
  create: ({ target }, index) => {
    const fd = openSync(target, 'wx');
    writeSync(fd, `racer ${String(index)}\n`);
    closeSync(fd);
  },
  modify: ({ source }, index) => {
    const fd = openSync(source, 'r+');
    writeSync(fd, `racer ${String(index)}\n`, 0);
    closeSync(fd);
  },
  replace: ({ source }, index, scratch) => {
    accessSync(source);
    renameSync(`${scratch}/${String(index)}`, source);
  },
  delete: ({ source }) => {
    unlinkSync(source);
  },
};

/** Half of the folders at a time, so that there is always a link in some of the places. */
function swapFolders(folders: readonly SwappedFolder[]): RaceHit[] {
  for (let half = 0; !isOver(); half = 1 - half) {
    const mine = folders.filter((_, index) => index % 2 === half);
    const swapped = mine.filter(({ path, aside }) => attempt(() => renameSync(path, aside)));
    const linked = swapped.filter(({ path, outside }) => attempt(() => symlinkSync(outside, path)));
    for (const { path } of linked) unlinkSync(path);
    for (const { path, aside } of swapped) attempt(() => renameSync(aside, path));
  }
  return [];
}

function isOver(): boolean {
  return Atomics.load(stop, 0) === 1;
}

/** Kempt was there first when a file or folder has gone or come. */
function attempt(act: () => void): boolean {
  try {
    act();
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'EEXIST' || code === 'ENOTEMPTY' || code === 'ENOTDIR') return false;
    throw error;
  }
}

parentPort?.postMessage('ready');
parentPort?.postMessage(work.kind === 'swap' ? swapFolders(work.folders) : chase(work));
