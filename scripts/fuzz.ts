/** `npm run fuzz [-- RUNS [SEED]]`: hostile requests to every route of the API; many more than `npm test` sends. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const [runs = '1000', seed = String(Math.floor(Math.random() * 2 ** 31))] = process.argv.slice(2);
console.log(`${runs} requests a route; npm run fuzz -- ${runs} ${seed} sends the same again`);
const file = join(import.meta.dirname, '..', 'packages', 'server', 'test', 'integration', 'fuzz.test.ts');
const { status } = spawnSync(process.execPath, ['--test', file], {
  stdio: 'inherit',
  env: { ...process.env, KEMPT_FUZZ_RUNS: runs, KEMPT_FUZZ_SEED: seed },
});
process.exitCode = status ?? 1;
