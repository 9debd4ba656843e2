import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { MERGED } from './merge-coverage.ts';
import { runStep } from './run-step.ts';

const PACKAGES = ['contracts', 'engine', 'server', 'cli', 'client'];

/** Percent of each package that the tests must run; files that have less are listed. */
const REQUIRED = { lines: 95, branches: 90 };

const CODE_ONLY: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
  removeComments: true,
};

interface Tally {
  readonly total: number;
  readonly covered: number;
}

type Coverage = Readonly<Record<'lines' | 'branches', Tally>>;

/**
 * Judges what `mergeCoverage` left: prints a line for each package and each file below what is required.
 *
 * @param root - the repository
 * @param write - takes the report line by line
 * @returns whether the coverage suffices
 */
export async function reportCoverage(root: string, write: (line: string) => void): Promise<boolean> {
  const folders = PACKAGES.map((name) => `packages/${name}/src`);
  const args = ['report', '--all', '--merge-async', '--temp-directory', MERGED, '--reports-dir', 'coverage'];
  args.push('--reporter', 'json-summary', '--reporter', 'lcovonly');
  for (const folder of folders) args.push('--src', folder, '--include', `${folder}/**/*.ts`);
  for (const file of codelessFiles(root)) args.push('--exclude', file);
  const merged = await runStep({ name: 'coverage', tool: 'c8/bin/c8.js', args }, root);
  if (!merged.passed) throw new Error(`c8 failed:\n${merged.output}`);
  const files = readSummary(root);
  write('');
  for (const [file, coverage] of files) if (!suffices(coverage)) write(describe(file, coverage));
  const verdicts = PACKAGES.map((name) => {
    const own = [...files].filter(([file]) => file.startsWith(`packages/${name}/`)).map(([, coverage]) => coverage);
    const coverage = { lines: add(own, 'lines'), branches: add(own, 'branches') };
    write(describe(`coverage of ${name}`, coverage));
    return suffices(coverage);
  });
  return verdicts.every(Boolean);
}

/** Files of types alone: Node never loads them, so they have nothing that could be covered. */
function codelessFiles(root: string): string[] {
  return globSync('packages/*/src/**/*.ts', { cwd: root }).filter((file) => {
    if (file.endsWith('.d.ts')) return true;
    const { outputText } = ts.transpileModule(readFileSync(join(root, file), 'utf8'), { compilerOptions: CODE_ONLY });
    return outputText.trim() === 'export {};';
  });
}

function readSummary(root: string): ReadonlyMap<string, Coverage> {
  const text = readFileSync(join(root, 'coverage', 'coverage-summary.json'), 'utf8');
  const entries = Object.entries(JSON.parse(text) as Record<string, Coverage>);
  return new Map(entries.filter(([file]) => file !== 'total').map(([file, own]) => [relative(root, file), own]));
}

function add(all: readonly Coverage[], kind: keyof Coverage): Tally {
  const sum = (key: keyof Tally): number => all.reduce((count, coverage) => count + coverage[kind][key], 0);
  return { total: sum('total'), covered: sum('covered') };
}

function percent({ total, covered }: Tally): number {
  return total === 0 ? 100 : (100 * covered) / total;
}

function suffices({ lines, branches }: Coverage): boolean {
  return percent(lines) >= REQUIRED.lines && percent(branches) >= REQUIRED.branches;
}

function describe(name: string, coverage: Coverage): string {
  const lines = percent(coverage.lines).toFixed(1).padStart(5);
  const branches = percent(coverage.branches).toFixed(1).padStart(5);
  return `${lines} % lines ${branches} % branches  ${name}${suffices(coverage) ? '' : '  TOO LITTLE'}`;
}
