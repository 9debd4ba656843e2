/** `npm run check`: everything that can be said about the code without running it. */
import { join } from 'node:path';
import { CHECK_STEPS } from './check-steps.ts';
import { describeSteps, runSteps } from './run-steps.ts';

/** Steps that are shown but do not fail the check. */
const ADVISORY = ['dead code'];

const results = await runSteps(CHECK_STEPS, join(import.meta.dirname, '..'));
for (const line of describeSteps(results)) console.log(line);
if (results.some(({ name, passed }) => !passed && !ADVISORY.includes(name))) process.exitCode = 1;
