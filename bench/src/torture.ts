import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { mountTmpfs } from '@kempt/engine/testing/mount-tmpfs';
import { measureTorture, tortureRun } from '@kempt/engine/testing/torture-run';
import type { TortureOptions, TortureReport } from '@kempt/engine/testing/torture-run';

const USAGE = `Usage: npm run torture -- [options]
  --runs N            how many trees (500)
  --seed N            seed of the first; the others follow (1)
  --jobs N            runs at the same time (one a core)
  --dir DIR           where trees are made (the system's temporary folder)
  --other-device DIR  a folder on another device (as root on Linux: a tmpfs, mounted for it)
  --keep              leaves trees and state of runs with differences
  --verbose           shows every command of every run`;

/** What one thread does: every run whose number leaves `job` when divided by `jobs`. */
interface Share {
  readonly options: Omit<TortureOptions, 'seed'>;
  readonly firstSeed: number;
  readonly runs: number;
  readonly job: number;
  readonly jobs: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '500' },
      seed: { type: 'string', default: '1' },
      jobs: { type: 'string', default: String(availableParallelism()) },
      dir: { type: 'string', default: tmpdir() },
      'other-device': { type: 'string' },
      keep: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const directory = mkdtempSync(join(values.dir, 'kempt-torture-'));
  const mounted = values['other-device'] === undefined ? mountTmpfs(join(directory, 'other device')) : undefined;
  const otherDevice = values['other-device'] ?? mounted?.folder;
  if (otherDevice === undefined) console.error('!!! NOT TORTURED: moves across devices; there is no second device');
  const options = { kempt: KEMPT, directory, keep: values.keep, ...(otherDevice === undefined ? {} : { otherDevice }) };
  const tally = new Tally(Number(values.runs), values.verbose);
  try {
    const timing = await measureTorture({ ...options, seed: Number(values.seed) });
    console.error(`organize ${show(timing.organize)}, undo ${show(timing.undo)}`);
    const jobs = Number(values.jobs);
    const share = { options: { ...options, timing }, firstSeed: Number(values.seed), runs: Number(values.runs), jobs };
    await Promise.all(Array.from({ length: jobs }, (_, job) => torturePart({ ...share, job }, tally)));
  } finally {
    if (!values.keep) mounted?.unmount();
    if (!values.keep) rmSync(directory, { recursive: true, force: true });
  }
  process.exitCode = tally.finish();
}

/** Adds up reports and prints what differs. */
class Tally {
  readonly #runs: number;
  readonly #verbose: boolean;
  #done = 0;
  #failed = 0;
  #kills = 0;
  #killsWhileChanging = 0;

  constructor(runs: number, verbose: boolean) {
    this.#runs = runs;
    this.#verbose = verbose;
  }

  add(report: TortureReport): void {
    this.#done++;
    this.#kills += report.kills;
    this.#killsWhileChanging += report.killsWhileChanging;
    const different = report.differences.length > 0;
    if (different) this.#failed++;
    if (different || this.#verbose) {
      console.error([`seed ${report.seed}`, ...report.commands, ...report.differences].join('\n  '));
    } else if (this.#done % 20 === 0) console.error(`${this.#done} of ${this.#runs} runs, ${this.#kills} kills`);
  }

  finish(): number {
    const kills = `${this.#kills} kills, ${this.#killsWhileChanging} of them while something was changing`;
    console.log(`${this.#done} runs, ${kills}, ${this.#failed} with differences`);
    return this.#failed > 0 || this.#done < this.#runs ? 1 : 0;
  }
}

function torturePart(share: Share, tally: Tally): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { share } });
    worker.on('message', (report: TortureReport) => {
      tally.add(report);
    });
    worker.once('error', reject);
    worker.once('exit', () => {
      resolve();
    });
  });
}

async function tortureShare({ options, firstSeed, runs, job, jobs }: Share): Promise<void> {
  for (let run = job; run < runs; run += jobs) {
    parentPort?.postMessage(await tortureRun({ ...options, seed: firstSeed + run }));
  }
}

function show({ totalMs, changingMs }: { totalMs: number; changingMs: number }): string {
  return `${Math.round(totalMs)} ms (${Math.round(changingMs)} ms of changes)`;
}

const KEMPT = [process.execPath, join(import.meta.dirname, '../../packages/cli/bin/kempt.js')] as const;

if (isMainThread) {
  if (import.meta.main) await main();
} else {
  const { share } = workerData as { share?: Share };
  if (share !== undefined) await tortureShare(share);
}
