/** `npm run fuzz [-- RUNS [SEED]]`: hostile requests to every route of the API; many more than `npm test` sends. */
import { runTestFile } from './run-test-file.ts';

const [runs = '1000', seed = String(Math.floor(Math.random() * 2 ** 31))] = process.argv.slice(2);
console.log(`${runs} requests a route; npm run fuzz -- ${runs} ${seed} sends the same again`);
runTestFile('packages/server/test/integration/fuzz.test.ts', { KEMPT_FUZZ_RUNS: runs, KEMPT_FUZZ_SEED: seed });
