import { runStep, type Step, type StepResult } from './run-step.ts';

const AT_ONCE = 2;

/**
 * Runs all steps, two at a time, whether or not one fails.
 *
 * @param steps - the steps, in the order to start them
 * @param cwd - the folder to run them in
 * @returns how each went, in the order of the steps
 */
export async function runSteps(steps: readonly Step[], cwd: string): Promise<StepResult[]> {
  const queue = [...steps.entries()];
  const results: StepResult[] = [];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [position, step] = next;
      results[position] = await runStep(step, cwd);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}

/**
 * Says what failed in full, then how every step went.
 *
 * @param results - what {@link runSteps} returned
 * @returns the lines to print
 */
export function describeSteps(results: readonly StepResult[]): string[] {
  const failures = results.filter(({ passed }) => !passed);
  return [
    ...failures.map(({ name, output }) => `\n── ${name}\n${output.trimEnd()}`),
    '',
    ...results.map(
      ({ name, passed, seconds }) =>
        `${name.padEnd(18)} ${seconds.toFixed(1).padStart(5)} s  ${passed ? 'ok' : 'FAILED'}`,
    ),
  ];
}
