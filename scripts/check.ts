/** `npm run check`: everything that can be said about the code without running it. */
import { join } from 'node:path';
import { runStep, type Step, type StepResult } from './run-step.ts';

const ROOT = join(import.meta.dirname, '..');

/** Longest first, so that two at a time end together. */
const STEPS: readonly Step[] = [
  { name: 'lint', tool: 'eslint/bin/eslint.js', args: ['.', '--max-warnings=0'] },
  { name: 'types', tool: 'typescript/bin/tsc', args: ['-p', 'tsconfig.json'] },
  {
    name: 'format',
    tool: 'prettier/bin/prettier.cjs',
    args: ['--check', '--log-level', 'warn', '.'],
  },
  {
    name: 'import directions',
    tool: 'dependency-cruiser/bin/dependency-cruiser.mjs',
    args: ['packages', 'bench', 'scripts', 'test', '--config', '.dependency-cruiser.cjs'],
  },
  { name: 'dead code', tool: 'knip/bin/knip.js', args: ['--no-progress', '--no-config-hints'] },
];

/** Steps that are shown but do not fail the check. */
const ADVISORY: ReadonlySet<string> = new Set(['dead code']);

const AT_ONCE = 2;

const results = (await runAll([...STEPS])).sort((a, b) => a.name.localeCompare(b.name));
for (const result of results.filter(({ passed }) => !passed)) {
  console.log(`\n── ${result.name}\n${result.output.trimEnd()}`);
}
console.log('');
for (const result of results) console.log(summaryLine(result));
if (results.some(({ name, passed }) => !passed && !ADVISORY.has(name))) process.exitCode = 1;

async function runAll(queue: Step[]): Promise<StepResult[]> {
  const done: StepResult[] = [];
  const work = async (): Promise<void> => {
    for (let step = queue.shift(); step !== undefined; step = queue.shift()) done.push(await runStep(step, ROOT));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return done;
}

function summaryLine({ name, passed, seconds }: StepResult): string {
  const verdict = passed ? 'ok' : ADVISORY.has(name) ? 'TO SEE TO' : 'FAILED';
  return `${name.padEnd(18)} ${seconds.toFixed(1).padStart(5)} s  ${verdict}`;
}
