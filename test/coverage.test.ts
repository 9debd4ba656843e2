import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { UNCOVERED } from '@kempt/engine/testing/uncovered';
import { reportCoverage } from '../scripts/coverage.ts';
import { makeCoverageFolder, mergeCoverage } from '../scripts/merge-coverage.ts';

const SOURCES = {
  'package.json': `{ "type": "module" }`,
  'packages/engine/src/area.ts': `/** A type, which is stripped. */
export interface Shape {
  readonly round: boolean;
  readonly size: number;
}

/** Half of it runs. */
export function area(shape: Shape): number {
  if (shape.round) {
    return Math.PI * shape.size ** 2;
  }
  return shape.size ** 2;
}
`,
  'packages/engine/src/types-alone.ts': `export type { Shape } from './area.ts';\n`,
  'packages/engine/src/library.d.ts': `import 'node:fs';\n\ndeclare module 'node:fs' {}\n`,
  'packages/engine/src/never-loaded.ts': `export const never: number = 1;\n`,
  'packages/contracts/src/in-worker.ts': `export const value: number = 1;\n`,
  'packages/contracts/src/worker.ts': `import { parentPort } from 'node:worker_threads';
import { value } from './in-worker.ts';

parentPort?.postMessage(value);
setInterval(() => undefined, 1000);
`,
  'packages/cli/src/child.ts': `import { area } from '../../engine/src/area.ts';

process.exit(area({ round: false, size: 1 }) - 1);
`,
  'packages/server/src/cached.ts': `/** Half of it runs. */
export function half(value: boolean): number {
  return value ? 1 : 2;
}
`,
  'cached.ts': `import { enableCompileCache } from 'node:module';

enableCompileCache(process.argv[2]);
const { half } = await import('./packages/server/src/cached.ts');
half(true);
`,
  'main.ts': `import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const worker = new Worker(new URL('./packages/contracts/src/worker.ts', import.meta.url));
await once(worker, 'message');
await worker.terminate();
spawnSync(process.execPath, ['packages/cli/src/child.ts'], { env: {} });
`,
};

describe('coverage', () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'kempt-coverage-')));
  const lines: string[] = [];
  let suffices = true;

  before(async () => {
    for (const [path, source] of Object.entries(SOURCES)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), source);
    }
    const raw = makeCoverageFolder(root);
    writeFileSync(join(raw, 'of a killed process.json'), '{"result":[{"scr');
    const env = { ...process.env, NODE_V8_COVERAGE: raw };
    const run = (args: readonly string[], more: NodeJS.ProcessEnv = {}): void => {
      const { status, stderr } = spawnSync(process.execPath, args, {
        cwd: root,
        env: { ...env, ...more },
        encoding: 'utf8',
      });
      assert.equal(status, 0, stderr);
    };
    run(['main.ts']);
    run(['cached.ts', 'cache'], UNCOVERED);
    run(['cached.ts', 'cache'], { ...UNCOVERED, NODE_V8_COVERAGE: raw });
    mergeCoverage(root, 'all');
    suffices = await reportCoverage(root, (line) => lines.push(line));
  });

  after(() => {
    rmSync(root, { recursive: true });
  });

  /** What the report says of a file or package. */
  const lineOf = (name: string): string | undefined => lines.find((line) => line.includes(name))?.trim();

  it('counts lines where they stand in the source, though its types are gone', () => {
    const record = readFileSync(join(root, 'coverage/lcov.info'), 'utf8')
      .split('end_of_record')
      .find((text) => text.includes('area.ts'));
    const missed = [...(record ?? '').matchAll(/^DA:(\d+),0$/gm)].map(([, line]) => Number(line));
    assert.deepEqual(missed, [10, 11]);
  });

  it('counts what a worker thread ran that was terminated', () => {
    assert.equal(lineOf('coverage of contracts'), '100.0 % lines 100.0 % branches  coverage of contracts');
  });

  it('counts what a child process with an environment of its own ran', () => {
    assert.equal(lineOf('coverage of cli'), '100.0 % lines 100.0 % branches  coverage of cli');
  });

  it('counts a file that was never loaded as not covered, unless it holds types alone', () => {
    assert.match(lineOf('never-loaded.ts') ?? '', /^0\.0 % lines .* TOO LITTLE$/);
    assert.equal(lineOf('types-alone.ts'), undefined);
    assert.equal(lineOf('library.d.ts'), undefined);
  });

  it('takes nothing of a process whose code came from the compile cache, without counts of its branches', () => {
    assert.match(lineOf('server/src/cached.ts') ?? '', /^0\.0 % lines/);
  });

  it('does not suffice when one package has too little', () => {
    assert.equal(suffices, false);
    assert.match(lineOf('coverage of engine') ?? '', /TOO LITTLE$/);
  });
});
