import { relative } from 'node:path';
import type { run } from 'node:test';
import { inspect } from 'node:util';

/** What a whole run came to. */
export interface TestCounts {
  /** Tests that passed; suites are not counted. */
  readonly passed: number;
  /** Tests, hooks and files that failed, files without a test, and skips where none is allowed. */
  readonly failed: number;
  /** Tests that were skipped or are still to be written. */
  readonly skipped: number;
}

/** How to report a run. */
export interface TestReportOptions {
  /** Folder that paths are shown from. */
  readonly root: string;
  /** Whether a skipped test counts as a failed one. */
  readonly skipsFail: boolean;
  /** Takes the report line by line. */
  readonly write: (line: string) => void;
}

/** Keeps the report while the tests run. */
export interface TestReport {
  /**
   * Closes the report: the last file's line, then every failure and skip by name.
   *
   * @returns the counts of the whole run
   */
  finish(): TestCounts;
}

interface Placed {
  /** The file a test is written in, which may be a suite that several test files share. */
  readonly file?: string | undefined;
  /** The test file that was run. */
  readonly entryFile?: string | undefined;
}

interface Ended extends Placed {
  readonly name: string;
  readonly nesting: number;
  readonly details: { readonly type?: string | undefined; readonly error?: Error };
  readonly skip?: string | boolean | undefined;
  readonly todo?: string | boolean | undefined;
}

interface FileTally {
  readonly file: string;
  readonly titles: string[];
  readonly lines: string[];
  readonly output: string[];
  /** From the start of its process to the end. */
  seconds: number;
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * Reports a run of node:test: one line a file with how long it took, failures in full with what their file printed, and every skip with
 * its reason.
 *
 * @param tests - the stream that `run` of node:test returned
 * @param options - where lines go and whether skips fail
 * @returns the report, to be finished when the stream has ended
 */
export function reportTests(tests: ReturnType<typeof run>, options: TestReportOptions): TestReport {
  const tallies = new Map<string, FileTally>();
  let open: FileTally | undefined;
  const tallyOf = (file: string): FileTally => {
    const tally = tallies.get(file) ?? newTally(file);
    tallies.set(file, tally);
    return tally;
  };
  const at = (place: Placed): FileTally => {
    const file = place.entryFile ?? place.file ?? 'unknown file';
    if (open?.file === file) return open;
    if (open !== undefined) printFile(open, options);
    return (open = tallyOf(file));
  };
  const keepOutput = (data: Placed & { readonly message: string }): void => {
    at(data).output.push(data.message);
  };
  tests.on('test:start', (data) => at(data).titles.splice(data.nesting, Infinity, data.name));
  tests.on('test:stdout', keepOutput);
  tests.on('test:stderr', keepOutput);
  tests.on('test:diagnostic', (data) => {
    if (data.file !== undefined) keepOutput({ ...data, message: `${data.message}\n` });
  });
  tests.on('test:pass', (data: Ended) => {
    countPass(at(data), data, options);
  });
  tests.on('test:fail', (data: Ended) => {
    countFailure(at(data), data, options);
  });
  tests.on('test:complete', (data) => {
    if (isFileItself(data)) tallyOf(data.name).seconds = data.details.duration_ms / 1000;
  });
  return {
    finish() {
      if (open !== undefined) printFile(open, options);
      return sum([...tallies.values()]);
    },
  };
}

/**
 * The closing line of a run, spelled for programs that read it.
 *
 * @param counts - what the run came to
 * @returns `N passed, N failed`, with the skips behind it when there are any
 * @example
 * closingLine({ passed: 3, failed: 0, skipped: 0 }) // '3 passed, 0 failed'
 */
export function closingLine({ passed, failed, skipped }: TestCounts): string {
  const line = `${String(passed)} passed, ${String(failed)} failed`;
  return skipped === 0 ? line : `${line}, ${String(skipped)} skipped`;
}

function newTally(file: string): FileTally {
  return { file, titles: [], lines: [], output: [], seconds: 0, passed: 0, failed: 0, skipped: 0 };
}

function countPass(tally: FileTally, data: Ended, options: TestReportOptions): void {
  if (data.details.type === 'suite' && data.skip === undefined) return;
  const reason = data.skip ?? data.todo;
  if (isFileItself(data)) {
    fail(tally, 'no test in this file');
  } else if (reason === undefined) {
    tally.passed++;
  } else {
    const said = typeof reason === 'string' ? reason.replace(/^SKIPPED: /, '') : 'no reason given';
    const line = `SKIPPED ${title(tally, data)}: ${said}`;
    if (options.skipsFail) fail(tally, `${line} (no skip is allowed here)`);
    else {
      tally.skipped++;
      tally.lines.push(line);
    }
  }
}

function countFailure(tally: FileTally, data: Ended, options: TestReportOptions): void {
  const error: { failureType?: string; cause?: unknown } = data.details.error ?? {};
  if (error.failureType === 'subtestsFailed') return;
  const what = isFileItself(data) ? `the file ${relative(options.root, tally.file)}` : title(tally, data);
  fail(tally, `FAILED ${what}\n${inspect(error.cause ?? error)}`);
}

function fail(tally: FileTally, line: string): void {
  tally.failed++;
  tally.lines.push(line);
}

function isFileItself({ name, nesting, file }: Ended): boolean {
  return nesting === 0 && name === file;
}

function title(tally: FileTally, { name, nesting }: Ended): string {
  return [...tally.titles.slice(0, nesting), name].join(' › ');
}

function printFile(tally: FileTally, { root, write }: TestReportOptions): void {
  const { passed, failed, skipped, seconds } = tally;
  const mark = failed > 0 ? '✖' : '✔';
  write(`${mark} ${relative(root, tally.file)}  ${closingLine({ passed, failed, skipped })}  ${seconds.toFixed(1)} s`);
  for (const line of tally.lines.splice(0)) write(line.replaceAll(/^/gm, '    '));
  const output = tally.output.splice(0).join('').trimEnd();
  if (failed > 0 && output !== '') write(`    its output:\n${output}`.replaceAll(/^/gm, '    '));
}

function sum(tallies: readonly FileTally[]): TestCounts {
  const total = (key: keyof TestCounts): number => tallies.reduce((count, tally) => count + tally[key], 0);
  return { passed: total('passed'), failed: total('failed'), skipped: total('skipped') };
}
