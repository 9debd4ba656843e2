import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** What the stand-in does wrong; `nothing` keeps every promise. */
export type Flaw = 'nothing' | 'loses' | 'overwrites' | 'forgets_times' | 'leaves_parts' | 'refuses' | 'no_history';

interface Journal {
  readonly moves: [string, string][];
  /** Folder and nanoseconds. */
  readonly times: [string, string][];
  readonly made: string[];
  undone: boolean;
}

/**
 * A stand-in for the command line, to see whether a torture run notices what is wrong with it: writes all its moves
 * down, then moves every file into one folder, and back.
 */
function main(flaw: Flaw, [command = '', ...args]: readonly string[]): void {
  const file = join(process.env.KEMPT_HOME ?? '', 'journal.json');
  const journal = existsSync(file) ? (JSON.parse(readFileSync(file, 'latin1')) as Journal) : undefined;
  if (flaw === 'refuses' && command === 'organize') process.exitCode = 3;
  else if (command === 'organize') organize(flaw, args, file);
  else if (command === 'undo' && journal !== undefined) undo(flaw, journal, file);
  else if (command === 'history') history(flaw, journal);
}

function organize(flaw: Flaw, args: readonly string[], file: string): void {
  const source = args[0] ?? '';
  const into = args.includes('--into') ? (args[args.indexOf('--into') + 1] ?? '') : source;
  const target = join(into, 'all of it');
  const journal: Journal = { moves: [], times: [], made: [], undone: false };
  if (existsSync(into)) journal.times.push([into, mtimeOf(into)]);
  else journal.made.push(into);
  collect(source, target, journal);
  writeFileSync(file, JSON.stringify({ ...journal, made: [...journal.made, target] }), 'latin1');
  mkdirSync(target, { recursive: true });
  for (const [from, to] of journal.moves) renameSync(raw(from), raw(flaw === 'overwrites' ? join(target, 'one') : to));
  if (flaw === 'loses') rmSync(raw(journal.moves[0]?.[1] ?? ''));
  if (flaw === 'leaves_parts') writeFileSync(join(source, '.kempt-1-0.part'), '');
}

function collect(folder: string, target: string, journal: Journal): void {
  journal.times.push([folder, mtimeOf(folder)]);
  for (const entry of readdirSync(raw(folder), { withFileTypes: true, encoding: 'buffer' })) {
    const path = join(folder, entry.name.toString('latin1'));
    if (entry.isDirectory()) collect(path, target, journal);
    else if (entry.isFile()) journal.moves.push([path, join(target, String(journal.moves.length))]);
  }
}

function undo(flaw: Flaw, journal: Journal, file: string): void {
  for (const [from, to] of journal.moves) if (existsSync(to)) renameSync(raw(to), raw(from));
  for (const folder of journal.made.toReversed()) if (existsSync(folder)) rmdirSync(folder);
  const times = flaw === 'forgets_times' ? [] : journal.times;
  for (const [folder, mtime] of times) setTime(folder, mtime);
  writeFileSync(file, JSON.stringify({ ...journal, undone: true }), 'latin1');
}

function history(flaw: Flaw, journal: Journal | undefined): void {
  if (flaw === 'no_history') process.exitCode = 1;
  const row = {
    operation_id: '1',
    type: 'organize',
    status: 'completed',
    undone: journal?.undone === true ? 'yes' : 'no',
  };
  process.stdout.write(JSON.stringify({ operations: journal === undefined ? [] : [row] }));
}

function mtimeOf(folder: string): string {
  return String(lstatSync(raw(folder), { bigint: true }).mtimeNs);
}

/** Node takes times as floating seconds: tries those nearest to the time until one gives the very nanosecond. */
function setTime(folder: string, mtime: string): void {
  for (let step = -3; step <= 3 && mtimeOf(folder) !== mtime; step++) {
    const seconds = Number(mtime) / 1e9 + step * 2 ** -22;
    utimesSync(raw(folder), seconds, seconds);
  }
}

/** Paths are kept as Latin-1, one character a byte. */
function raw(path: string): Buffer {
  return Buffer.from(path, 'latin1');
}

main(process.argv[2] as Flaw, process.argv.slice(3));
