/** `npm test [-- PATTERN...]`: all tests, or those whose files match; coverage where it is asked for. */
import { globSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { run } from 'node:test';
import { finished } from 'node:stream/promises';
import { startTestCluster } from '@kempt/server/testing/test-cluster';
import { makeCoverageFolder, reportCoverage } from './coverage.ts';
import { closingLine, reportTests } from './test-report.ts';

const ROOT = join(import.meta.dirname, '..');
const ALL = ['packages/*/test/**/*.test.ts', 'bench/test/**/*.test.ts', 'test/**/*.test.ts'];
/** A file that takes longer hangs. */
const FILE_TIMEOUT_MS = 1_200_000;

const patterns = process.argv.slice(2).filter((argument) => argument !== '--coverage');
const requireTools = process.env['KEMPT_REQUIRE_TOOLS'] === '1';
const wholeRunCovers = requireTools || process.env['KEMPT_COVERAGE'] === '1';
const covers = process.argv.includes('--coverage') || (wholeRunCovers && patterns.length === 0);
const print = (line: string): void => {
  console.log(line);
};

const found = globSync(patterns.length > 0 ? patterns : ALL, { cwd: ROOT });
const files = found.filter((file) => file.endsWith('.test.ts')).sort();
if (covers) {
  process.env['NODE_V8_COVERAGE'] = makeCoverageFolder(ROOT);
  // Functions that come from the cache are not counted.
  process.env['NODE_DISABLE_COMPILE_CACHE'] = '1';
}
const needsDatabase = files.some((file) => /^packages.(server|client).test/.test(file));
const cluster = needsDatabase ? await startTestCluster(process.env) : undefined;
if (cluster !== undefined) process.env['KEMPT_TEST_DATABASE_URL'] = cluster.url;
const tests = run({
  files: files.map((file) => resolve(ROOT, file)),
  concurrency: 2,
  timeout: FILE_TIMEOUT_MS,
  cwd: ROOT,
});
const report = reportTests(tests, { root: ROOT, skipsFail: requireTools, write: print });
tests.resume();
await finished(tests);
await cluster?.stop();
const counts = report.finish();
delete process.env['NODE_V8_COVERAGE'];
const suffices = !covers || (await reportCoverage(ROOT, print));
const enforced = patterns.length === 0;
console.log(`\n${closingLine(counts)}`);
if (counts.failed > 0 || counts.passed === 0 || (enforced && !suffices)) process.exitCode = 1;
