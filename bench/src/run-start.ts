import { spawnSync } from 'node:child_process';
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StartFigures } from './report/start-figures.ts';
import { KEMPT } from './run-size.ts';
import { clear, type Workplace } from './workplace.ts';

const FILES = 20;
const RUNS = 21;
/** Files that were written a moment ago would be left alone. */
const LONG_AGO = new Date('2020-01-01T00:00:00Z');
/** Operations in the history of somebody who has used Kempt for a while. */
const PAST = [0, 200] as const;

/** Where starts are measured. */
export interface StartRequest {
  readonly workplace: Workplace;
  /** Told of every command. */
  readonly log: (line: string) => void;
}

/**
 * Measures how long small commands take from their start to their end, in turns with a Node program that does nothing:
 * with no past operation, and with two hundred.
 *
 * @param request - where
 * @returns medians by command
 * @throws Error when a command fails
 */
export function runStart({ workplace, log }: StartRequest): readonly StartFigures[] {
  clear(workplace);
  makeTree(workplace.tree);
  const figures: StartFigures[] = [];
  for (const past of PAST) {
    for (let made = 0; made < past / 2; made++) {
      kempt(workplace, ['organize', workplace.tree, '--yes', '--json']);
      kempt(workplace, ['undo', '--json']);
    }
    for (const [command, args] of commands(workplace)) {
      const measured = measureInTurns(workplace, args);
      figures.push({ command, past, runs: RUNS, ...measured });
      log(`${command}, ${past} past operations: ${(measured.seconds * 1000).toFixed(0)} ms`);
    }
  }
  clear(workplace);
  return figures;
}

/** The undo finds nothing to do, for one that did could be measured only once. */
function commands({ tree }: Workplace): readonly (readonly [string, readonly string[]])[] {
  return [
    ['kempt --version', ['--version']],
    ['kempt history', ['history', '--json']],
    ['kempt scan', ['scan', tree, '--json']],
    ['kempt explain', ['explain', join(tree, 'note 1.txt'), '--json']],
    ['kempt organize --preview', ['organize', tree, '--preview', '--json']],
    ['kempt undo', ['undo', '--json']],
  ];
}

function measureInTurns(workplace: Workplace, args: readonly string[]): Pick<StartFigures, 'seconds' | 'floorSeconds'> {
  const [own, floor]: [number[], number[]] = [[], []];
  kempt(workplace, args);
  for (let run = 0; run < RUNS; run++) {
    floor.push(timed(() => spawnSync(process.execPath, ['-e', '0'])));
    own.push(timed(() => kempt(workplace, args)));
  }
  return { seconds: middle(own), floorSeconds: middle(floor) };
}

function timed(work: () => unknown): number {
  const started = performance.now();
  work();
  return (performance.now() - started) / 1000;
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

function kempt({ home }: Workplace, args: readonly string[]): void {
  const env = { ...process.env, KEMPT_HOME: home };
  const { status, stderr } = spawnSync(process.execPath, [KEMPT, ...args], { env, encoding: 'utf8' });
  const isFine = status === 0 || (status === 4 && args[0] === 'undo');
  if (!isFine) throw new Error(`kempt ${args.join(' ')} exited ${String(status)}: ${stderr}`);
}

function makeTree(root: string): void {
  mkdirSync(root, { recursive: true });
  for (let file = 1; file <= FILES; file++) {
    const path = join(root, `note ${String(file)}.txt`);
    writeFileSync(path, `note ${String(file)}\n`);
    utimesSync(path, LONG_AGO, LONG_AGO);
  }
}
