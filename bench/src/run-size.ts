import { join } from 'node:path';
import { makeTree } from './make-tree.ts';
import { measure, readNumbers } from './measure.ts';
import type { Measurement, SizeFigures } from './report/figures.ts';
import { clear, countFiles, syncDisks } from './workplace.ts';
import type { Workplace } from './workplace.ts';

/** How often to run at which size. */
export interface SizeRequest {
  readonly files: number;
  readonly runs: number;
  readonly seed: number;
  readonly workplace: Workplace;
  /** Told of every step. */
  readonly log: (line: string) => void;
}

/** The launcher of the command line in this repository. */
export const KEMPT = join(import.meta.dirname, '../../packages/cli/bin/kempt.js');

/**
 * Measures `kempt organize`, `kempt undo` and the floor at one size, in this order on one freshly made tree a run:
 * undo gives the floor the tree that organize had, now with folders that have their room already.
 *
 * @param request - size, repeats and place
 * @returns all measurements
 * @throws Error when a run failed or lost a file
 */
export async function runSize(request: SizeRequest): Promise<SizeFigures> {
  const { files, runs, seed, workplace } = request;
  const figures = { organize: [] as Measurement[], undo: [] as Measurement[], floor: [] as Measurement[] };
  let bytes = 0;
  let folders = 0;
  for (let run = 0; run < runs; run++) {
    clear(workplace);
    ({ bytes, folders } = await makeTree({ root: workplace.tree, files, seed }));
    figures.organize.push(await runKempt(request, ['organize', workplace.tree, '--by', 'category', '--yes', '--json']));
    figures.undo.push(await runKempt(request, ['undo', '--json']));
    figures.floor.push(await runFloor(request));
  }
  clear(workplace);
  return { files, bytes, folders, ...figures };
}

async function runFloor({ workplace, files, log }: SizeRequest): Promise<Measurement> {
  syncDisks();
  const script = join(import.meta.dirname, 'floor.ts');
  const { measurement, code } = await measure({ args: [script, workplace.tree], scratch: workplace.scratch });
  if (code !== 0) throw new Error(`The floor exited ${String(code)}.`);
  expectFiles(workplace, files);
  log(`${files} files: floor ${measurement.wallSeconds.toFixed(2)} s`);
  return measurement;
}

async function runKempt({ workplace, files, log }: SizeRequest, args: readonly string[]): Promise<Measurement> {
  syncDisks();
  const env = { KEMPT_HOME: workplace.home };
  const { measurement, stdout, code } = await measure({ args: [KEMPT, ...args], env, scratch: workplace.scratch });
  if (code !== 0) throw new Error(`kempt ${args.join(' ')} exited ${String(code)}: ${stdout.slice(0, 2000)}`);
  expectFiles(workplace, files);
  const completed = readNumbers(stdout)('files_completed');
  const peak = (measurement.peakBytes / 1e6).toFixed(0);
  log(`${files} files: ${args[0] ?? ''} ${measurement.wallSeconds.toFixed(2)} s, ${peak} MB, ${completed} completed`);
  return measurement;
}

function expectFiles(workplace: Workplace, files: number): void {
  const found = countFiles([workplace.tree, workplace.destination]);
  if (found !== files) throw new Error(`There were ${files} files, now there are ${found}.`);
}
