/**
 * `npm test [-- PATTERN...]`: all tests, or those whose files match; coverage where it is asked for. `--shard 1/3` runs
 * the first of three parts and leaves its coverage for `judge-coverage.ts`.
 */
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { run } from 'node:test';
import { finished } from 'node:stream/promises';
import { startTestCluster } from '@kempt/server/testing/test-cluster';
import { reportCoverage } from './coverage.ts';
import { makeCoverageFolder, mergeCoverage } from './merge-coverage.ts';
import { readTestArguments } from './test-arguments.ts';
import { makeTestCaches } from './test-caches.ts';
import { findTestFiles } from './test-files.ts';
import { closingLine, reportTests } from './test-report.ts';

const ROOT = join(import.meta.dirname, '..');
/** A test that takes longer hangs, and so does a file. */
const TEST_TIMEOUT_MS = 600_000;
const FILE_TIMEOUT_MS = 1_500_000;
/** More files at a time would want more memory, connections and loop devices than a machine has to spare. */
const MOST_AT_ONCE = 4;

const { patterns, coverage, shard } = readTestArguments(process.argv.slice(2));
const requireTools = process.env['KEMPT_REQUIRE_TOOLS'] === '1';
const wholeRunCovers = requireTools || process.env['KEMPT_COVERAGE'] === '1';
const covers = coverage || (wholeRunCovers && patterns.length === 0);
const print = (line: string): void => {
  console.log(line);
};

const files = findTestFiles(ROOT, patterns, shard);
const caches = makeTestCaches();
Object.assign(process.env, caches.env);
if (covers) Object.assign(process.env, caches.forCoverage(), { NODE_V8_COVERAGE: makeCoverageFolder(ROOT) });
const needsDatabase = files.some((file) => /^packages.(server|client).test/.test(file));
const cluster = needsDatabase ? await startTestCluster(process.env) : undefined;
if (cluster !== undefined) process.env['KEMPT_TEST_DATABASE_URL'] = cluster.url;
const tests = run({
  files: files.map((file) => resolve(ROOT, file)),
  concurrency: Math.min(availableParallelism(), MOST_AT_ONCE),
  timeout: TEST_TIMEOUT_MS,
  execArgv: [`--import=${pathToFileURL(join(import.meta.dirname, 'end-hanging-file.ts')).href}?ms=${FILE_TIMEOUT_MS}`],
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
if (covers) mergeCoverage(ROOT, shard === undefined ? 'all' : `shard-${shard.index}`);
const suffices = !covers || shard !== undefined || (await reportCoverage(ROOT, print));
const enforced = patterns.length === 0;
console.log(`\n${closingLine(counts)}`);
if (counts.failed > 0 || counts.passed === 0 || (enforced && !suffices)) process.exitCode = 1;
