import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { makeTestCaches } from '../scripts/test-caches.ts';

const SOURCE = join(import.meta.dirname, '../packages/engine/src/names/split-name.ts');
const SOURCE_URL = pathToFileURL(SOURCE).href;
const LENGTH = readFileSync(SOURCE, 'utf8').length;
/** Runs half of the branches. */
const PROGRAM = `import { splitName } from '${SOURCE_URL}';
console.log(splitName('a.JPG').extension);
`;
const LATE = `import '${SOURCE_URL}';
const late: string = 'stripped late';
console.log(late);
`;

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'kempt-stripped-')));
const caches = makeTestCaches();
const covering = caches.forCoverage();
after(() => {
  caches.remove();
  rmSync(folder, { recursive: true });
});

interface Ran {
  readonly output: string;
  /** What V8 counted in {@link SOURCE}. */
  readonly functions: unknown;
}

/** Runs a program in a process of its own and takes its coverage. */
function run(source: string, environment: Readonly<Record<string, string>>): Ran {
  const program = join(folder, 'program.mts');
  writeFileSync(program, source);
  const raw = mkdtempSync(join(folder, 'raw-'));
  const unset = { NODE_OPTIONS: undefined, NODE_COMPILE_CACHE: undefined };
  const env = { ...process.env, ...unset, NODE_DISABLE_COMPILE_CACHE: '1', ...environment, NODE_V8_COVERAGE: raw };
  const { stdout, stderr } = spawnSync(process.execPath, [program], { env, encoding: 'utf8' });
  const [first = ''] = readdirSync(raw);
  const coverage = JSON.parse(readFileSync(join(raw, first), 'utf8'), withinSource) as {
    readonly result: readonly { readonly url: string; readonly functions: unknown }[];
  };
  return { output: stdout + stderr, functions: coverage.result.find(({ url }) => url === SOURCE_URL)?.functions };
}

/** Node puts a line with the address of the file behind what it strips itself. */
function withinSource(key: string, value: unknown): unknown {
  return key === 'endOffset' ? Math.min(Number(value), LENGTH) : value;
}

test('coverage is the same whether a source was kept without its types or is stripped by Node', () => {
  const [kept, stripped] = [run(PROGRAM, covering), run(PROGRAM, {})];
  assert.notEqual(kept.functions, undefined);
  assert.deepEqual(kept, stripped);
});

test('a source that came after all were kept is stripped by Node', () => {
  assert.equal(run(LATE, covering).output, 'stripped late\n');
});

test('what was kept is read', () => {
  const name = createHash('sha1').update(readFileSync(SOURCE)).digest('hex');
  writeFileSync(join(caches.stripped, name), `export const splitName = () => ({ extension: 'kept' });`);
  assert.equal(run(PROGRAM, covering).output, 'kept\n');
});
