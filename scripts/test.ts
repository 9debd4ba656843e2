/** `npm test [-- PATTERN...]`: all tests, or those whose files match; coverage where it is asked for. */
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { run } from 'node:test';
import { finished } from 'node:stream/promises';
import { startTestCluster } from '@kempt/server/testing/test-cluster';
import { makeCoverageFolder, reportCoverage } from './coverage.ts';
import { makeTestCaches } from './test-caches.ts';
import { findTestFiles } from './test-files.ts';
import { closingLine, reportTests } from './test-report.ts';

const ROOT = join(import.meta.dirname, '..');
/** A file that takes longer hangs. */
const FILE_TIMEOUT_MS = 1_200_000;

const patterns = process.argv.slice(2).filter((argument) => argument !== '--coverage');
const requireTools = process.env['KEMPT_REQUIRE_TOOLS'] === '1';
const wholeRunCovers = requireTools || process.env['KEMPT_COVERAGE'] === '1';
const covers = process.argv.includes('--coverage') || (wholeRunCovers && patterns.length === 0);
const print = (line: string): void => {
  console.log(line);
};

const files = findTestFiles(ROOT, patterns);
const caches = makeTestCaches();
Object.assign(process.env, caches.env);
if (covers) Object.assign(process.env, caches.forCoverage(), { NODE_V8_COVERAGE: makeCoverageFolder(ROOT) });
const needsDatabase = files.some((file) => /^packages.(server|client).test/.test(file));
const cluster = needsDatabase ? await startTestCluster(process.env) : undefined;
if (cluster !== undefined) process.env['KEMPT_TEST_DATABASE_URL'] = cluster.url;
const tests = run({
  files: files.map((file) => resolve(ROOT, file)),
  concurrency: availableParallelism(),
  timeout: FILE_TIMEOUT_MS,
  cwd: ROOT,
});
const report = reportTests(tests, { root: ROOT, skipsFail: requireTools, write: print });
tests.resume();
await finished(tests);
await cluster?.stop();
caches.remove();
const counts = report.finish();
delete process.env['NODE_V8_COVERAGE'];
delete process.env['NODE_OPTIONS'];
const suffices = !covers || (await reportCoverage(ROOT, print));
const enforced = patterns.length === 0;
console.log(`\n${closingLine(counts)}`);
if (counts.failed > 0 || counts.passed === 0 || (enforced && !suffices)) process.exitCode = 1;
