/** `npm run check`: everything that can be said about the code without running it. */
import { join } from 'node:path';
import { CHECK_STEPS } from './check-steps.ts';
import { describeSteps, runSteps } from './run-steps.ts';

const results = await runSteps(CHECK_STEPS, join(import.meta.dirname, '..'));
for (const line of describeSteps(results)) console.log(line);
if (!results.every(({ passed }) => passed)) process.exitCode = 1;
