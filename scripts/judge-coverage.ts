/** Judges the coverage that all shards of the tests left in `coverage/merged`. */
import { join } from 'node:path';
import { reportCoverage } from './coverage.ts';

const suffices = await reportCoverage(join(import.meta.dirname, '..'), (line) => {
  console.log(line);
});
if (!suffices) process.exitCode = 1;
