import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeMessyTree } from './messy-tree.ts';
import { runProcess } from './run-process.ts';
import type { ProcessRequest, ProcessResult } from './run-process.ts';
import { createSeededRandom, mixSeed } from './seeded-random.ts';
import type { SeededRandom } from './seeded-random.ts';
import { chooseKill, chooseTorture } from './torture-choices.ts';
import type { CommandTiming, TortureChoices } from './torture-choices.ts';
import { errorCode, readHistory } from './torture-history.ts';
import type { HistoryRow } from './torture-history.ts';
import { diffContents, diffSnapshots, snapshotTree } from './tree-snapshot.ts';
import type { TreeSnapshot } from './tree-snapshot.ts';
import { UNCOVERED } from './uncovered.ts';

/** How long `organize` and `undo` take on a torture tree when nobody kills them. */
export interface TortureTiming {
  readonly organize: CommandTiming;
  readonly undo: CommandTiming;
}

/** What a torture run needs. */
export interface TortureOptions {
  readonly seed: number;
  /** How to start the command line: program, then arguments that come before Kempt's own. */
  readonly kempt: readonly [string, ...string[]];
  /** Existing folder to work in; the system's temporary folder when absent. */
  readonly directory?: string;
  /** Existing folder on another device; without it nothing is moved across devices. */
  readonly otherDevice?: string;
  /** From {@link measureTorture}; measured first when absent. */
  readonly timing?: TortureTiming;
  /** About how many files the tree holds; 300 when absent. */
  readonly files?: number;
  /** Leaves trees and state of a run with differences where they are. */
  readonly keep?: boolean;
}

/** What became of a run. */
export interface TortureReport {
  readonly seed: number;
  /** Every command with how it ended, in order. */
  readonly commands: readonly string[];
  readonly kills: number;
  /** Kills after which the tree was no longer as it was before the command. */
  readonly killsWhileChanging: number;
  /** Empty when nothing was lost, overwritten or left different. */
  readonly differences: readonly string[];
}

/**
 * Organizes a messy tree with the real command line, kills it at a random moment, recovers, resumes or undoes with
 * more kills, and at last undoes everything. After every recovery each content must be there as often as before; at
 * the end every byte, name, mode, time and empty folder must be as at first.
 *
 * @param options - seed, command and places
 * @returns what was done, and every difference
 */
export async function tortureRun(options: TortureOptions): Promise<TortureReport> {
  const timing = options.timing ?? (await measureTorture(options));
  const run = new TortureRun(options, timing);
  try {
    await run.everything();
    return run.report();
  } finally {
    run.cleanUp();
  }
}

/**
 * Measures an `organize` and an `undo` that nobody kills, so that kills can be spread over their duration.
 *
 * @param options - as for {@link tortureRun}
 * @returns the durations
 * @throws Error when one of them fails
 */
export async function measureTorture(options: Omit<TortureOptions, 'timing'>): Promise<TortureTiming> {
  const guess = { totalMs: 0, changingMs: 0 };
  const run = new TortureRun(options, { organize: guess, undo: guess });
  try {
    return await run.measure();
  } finally {
    run.cleanUp();
  }
}

class TortureRun {
  readonly #options: TortureOptions;
  readonly #timing: TortureTiming;
  readonly #random: SeededRandom;
  readonly #choices: TortureChoices;
  readonly #scratch: string[] = [];
  readonly #source: string;
  readonly #destination: string;
  readonly #home: string;
  readonly #before: readonly TreeSnapshot[];
  readonly #commands: string[] = [];
  readonly #differences: string[] = [];
  #kills = 0;
  #killsWhileChanging = 0;

  constructor(options: TortureOptions, timing: TortureTiming) {
    this.#options = options;
    this.#timing = timing;
    this.#random = createSeededRandom(options.seed);
    this.#choices = chooseTorture(this.#random, options.otherDevice !== undefined);
    const folder = this.#makeScratch(options.directory ?? tmpdir());
    this.#source = join(folder, 'source');
    this.#home = join(folder, 'home');
    const elsewhere = this.#choices.destination === 'other_device' && options.otherDevice !== undefined;
    this.#destination = join(elsewhere ? this.#makeScratch(options.otherDevice) : folder, 'destination');
    mkdirSync(this.#home);
    makeMessyTree(this.#source, { seed: mixSeed(options.seed, 1), files: options.files ?? 300 });
    if (this.#choices.destinationExists)
      makeMessyTree(this.#destination, { seed: mixSeed(options.seed, 2), files: 60 });
    this.#before = this.#snapshots();
  }

  async everything(): Promise<void> {
    await this.#attempt(this.#organizeArguments(), this.#timing.organize, 1);
    for (const action of this.#choices.followUps) {
      if (this.#differences.length > 0) return;
      const args = await this.#argumentsOf(action);
      if (args !== undefined) await this.#attempt(args, this.#timing[action === 'resume' ? 'organize' : 'undo'], 0.6);
    }
    if (this.#differences.length > 0) return;
    await this.#undoEverything();
    const after = this.#snapshots();
    const ignoreIdentity = this.#choices.destination === 'other_device';
    this.#before.forEach((was, index) => {
      this.#differences.push(...diffSnapshots(was, after[index] ?? new Map(), { ignoreIdentity }));
    });
  }

  async measure(): Promise<TortureTiming> {
    const organize = await this.#timed(this.#organizeArguments());
    return { organize, undo: await this.#timed(['undo', '--json']) };
  }

  report(): TortureReport {
    return {
      seed: this.#options.seed,
      commands: this.#commands,
      kills: this.#kills,
      killsWhileChanging: this.#killsWhileChanging,
      differences: this.#differences,
    };
  }

  cleanUp(): void {
    if (this.#options.keep === true && this.#differences.length > 0) return;
    for (const folder of this.#scratch) rmSync(folder, { recursive: true, force: true });
  }

  /** Runs a command with a kill, then recovers (with kills too, sometimes) and counts every content. */
  async #attempt(args: readonly string[], timing: CommandTiming, killProbability: number): Promise<void> {
    const result = await this.#run(args, this.#random.chance(killProbability) ? timing : undefined);
    while (this.#random.chance(0.25)) await this.#run(['recover', '--json'], this.#timing.undo);
    const then = this.#random.pick(['settle', 'settle', 'settle', 'finish', 'roll_back']);
    const recovered = await this.#run(['recover', '--then', then, '--json']);
    this.#expectExit(args, result);
    this.#expectExit(['recover'], recovered);
    const allowMore = this.#choices.mode === 'copy';
    const after = this.#snapshots();
    this.#differences.push(...diffContents(this.#before, after, { allowMore }));
    for (const path of after.flatMap((tree) => [...tree.keys()])) {
      if (/(^|\/)\.kempt-[^/]*$/.test(path)) this.#differences.push(`left behind by recover: ${path}`);
    }
  }

  /** Finishes undos that were cut short, then undoes every operation that is not undone. */
  async #undoEverything(): Promise<void> {
    for (let round = 0; round < 3; round++) {
      const history = await this.#history();
      const open = history.filter(
        ({ type, ...row }) => type === 'undo' && row.status === 'interrupted' && row.undone === 'no',
      );
      const waiting = history.filter(({ type, undone }) => type === 'organize' && undone !== 'yes');
      if (open.length + waiting.length === 0) return;
      for (const { id } of open) this.#expectExit(['resume'], await this.#run(['resume', id, '--json']));
      for (const { id } of waiting) this.#expectExit(['undo'], await this.#run(['undo', id, '--json']));
      this.#expectExit(['recover'], await this.#run(['recover', '--json']));
    }
  }

  async #argumentsOf(action: 'resume' | 'undo' | 'redo'): Promise<readonly string[] | undefined> {
    if (action !== 'redo') return [action, '--json'];
    const undo = (await this.#history()).find(({ type, undone }) => type === 'undo' && undone === 'no');
    return undo === undefined ? undefined : ['undo', undo.id, '--json'];
  }

  async #history(): Promise<HistoryRow[]> {
    const { stdout, code, stderr } = await this.#run(['history', '--json']);
    if (code !== 0) this.#differences.push(`history exited ${String(code)}: ${stderr}`);
    return code === 0 ? readHistory(stdout) : [];
  }

  async #run(args: readonly string[], killWithin?: CommandTiming): Promise<ProcessResult> {
    if (killWithin === undefined) return this.#note(args, await runProcess(this.#request(args)));
    const before = this.#snapshots();
    const trees = this.#trees();
    const kill = chooseKill(this.#random, killWithin, [trees, trees, [this.#home, ...trees]]);
    const result = await runProcess({ ...this.#request(args), ...kill });
    if (result.killed) {
      this.#kills++;
      const after = this.#snapshots();
      if (before.some((was, i) => diffSnapshots(was, after[i] ?? new Map()).length > 0)) this.#killsWhileChanging++;
    }
    return this.#note(args, result);
  }

  #request(args: readonly string[]): ProcessRequest {
    const [command, ...first] = this.#options.kempt;
    const env = { ...process.env, ...UNCOVERED, KEMPT_HOME: this.#home, NO_COLOR: '1' };
    return { command, args: [...first, ...args], env };
  }

  #note(args: readonly string[], result: ProcessResult): ProcessResult {
    const end = result.killed
      ? `killed after ${Math.round(result.durationMs)} ms`
      : `exit ${String(result.code)} ${errorCode(result.stdout)}`.trimEnd();
    this.#commands.push(`${args.join(' ')}: ${end}`);
    return result;
  }

  async #timed(args: readonly string[]): Promise<CommandTiming> {
    const result = await runProcess({ ...this.#request(args), watch: this.#trees() });
    if (result.code !== 0 && result.code !== 1) throw new Error(`kempt ${args.join(' ')} failed: ${result.stderr}`);
    return { totalMs: result.durationMs, changingMs: Math.max(1, result.durationMs - result.firstChangeMs) };
  }

  #expectExit(args: readonly string[], result: ProcessResult): void {
    const error = errorCode(result.stdout);
    const fine = result.killed || HARMLESS_ERRORS.has(error) || (error === '' && [0, 1].includes(result.code ?? 0));
    if (fine) return;
    const words = [result.stdout, result.stderr].filter((text) => text !== '').join('\n');
    this.#differences.push(`${args.join(' ')} exited ${String(result.code)}: ${words}`);
  }

  #organizeArguments(): readonly string[] {
    const into = this.#choices.destination === 'same' ? [] : ['--into', this.#destination];
    return ['organize', this.#source, ...this.#choices.options, ...into, '--yes', '--json'];
  }

  #trees(): string[] {
    return [this.#source, this.#destination];
  }

  #snapshots(): TreeSnapshot[] {
    return this.#trees().map(snapshotTree);
  }

  #makeScratch(parent: string): string {
    const folder = mkdtempSync(join(parent, 'kempt-torture-'));
    this.#scratch.push(folder);
    return folder;
  }
}

/** Answers to an `undo` or `resume` that came when there was nothing to do. */
const HARMLESS_ERRORS = new Set(['nothing_to_undo', 'nothing_to_resume', 'already_undone']);
