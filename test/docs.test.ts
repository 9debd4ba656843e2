import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { requireTool } from '@kempt/engine/testing/require-tool';
import { UNCOVERED } from '@kempt/engine/testing/uncovered';
import { findAnchors, findLocalLinks, findPaths, findShellExamples } from './markdown.ts';

const ROOT = join(import.meta.dirname, '..');
const DOCUMENTS = globSync(['*.md', 'docs/**/*.md', 'packages/*/*.md', 'bench/*.md', '.github/**/*.md'], { cwd: ROOT });
/** Where a path in ARCHITECTURE.md may start. */
const STARTS = ['.', 'packages', 'packages/*', 'packages/*/src'];
/** Whatever became of the examples, the service that they started ends with them. */
const END_SERVICE = 'test -z "${SERVER_PID:-}" || { kill $SERVER_PID; while kill -0 $SERVER_PID; do sleep 0.1; done; }';
/** Examples organize a handful of files. */
const EXAMPLE_TIMEOUT_MS = 60_000;

const textOf = (path: string): string => readFileSync(path, 'utf8');

for (const document of DOCUMENTS.sort()) {
  const path = join(ROOT, document);
  describe(document, () => {
    for (const link of new Set(findLocalLinks(textOf(path)))) {
      it(`links to ${link}`, () => {
        const [file = '', anchor] = link.split('#');
        const target = file === '' ? path : resolve(dirname(path), decodeURIComponent(file));
        assert.ok(existsSync(target), `${target} does not exist`);
        if (anchor !== undefined) assert.ok(findAnchors(textOf(target)).includes(anchor), `${file} has no #${anchor}`);
      });
    }
    runExamples(textOf(path));
  });
}

describe('ARCHITECTURE.md', () => {
  const path = join(ROOT, 'ARCHITECTURE.md');
  for (const named of new Set(findPaths(textOf(path)))) {
    it(`names ${named}, which is there`, () => {
      assert.ok(STARTS.some((start) => globSync(join(start, named), { cwd: ROOT }).length > 0));
    });
  }
});

/** Runs the examples of one document one after the other in one fresh folder, as a reader would. */
function runExamples(markdown: string): void {
  const examples = findShellExamples(markdown);
  if (examples.length === 0) return;
  it('has examples that run', (t) => {
    if (examples.some(({ script }) => script.includes('curl')) && !requireTool(t, 'curl')) return;
    const stage = mkdtempSync(join(tmpdir(), 'kempt-docs-'));
    const env = setStage(stage);
    try {
      for (const { line, script } of examples) {
        const run = spawnSync('bash', ['-euo', 'pipefail', '-c', script + keepVariables(script)], {
          cwd: join(stage, 'home'),
          env,
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'pipe'],
          timeout: EXAMPLE_TIMEOUT_MS,
        });
        assert.equal(run.status, 0, `line ${String(line)}:\n${script}\n${run.stdout}${run.stderr}`);
      }
    } finally {
      spawnSync('bash', ['-c', END_SERVICE], { env, stdio: 'ignore' });
      rmSync(stage, { recursive: true, force: true });
    }
  });
}

/** What an example sets is there in those behind it, as in the terminal of a reader. */
function keepVariables(script: string): string {
  const names = [...script.matchAll(/^([A-Z][A-Z_]*)=/gm)].map(([, name = '']) => name);
  return names.length === 0 ? '' : `\ndeclare -p ${names.join(' ')} >> "$BASH_ENV"\n`;
}

/** A home folder, a state folder, and `kempt` on PATH. */
function setStage(stage: string): NodeJS.ProcessEnv {
  for (const name of ['bin', 'home']) mkdirSync(join(stage, name));
  const launcher = join(ROOT, 'packages/cli/bin/kempt.js');
  writeFileSync(join(stage, 'bin', 'kempt'), `#!/bin/sh\nexec "${process.execPath}" "${launcher}" "$@"\n`, {
    mode: 0o755,
  });
  // The database of a service that is started as root runs as somebody else.
  chmodSync(stage, 0o711);
  writeFileSync(join(stage, 'variables'), '');
  return {
    ...UNCOVERED,
    PATH: [join(stage, 'bin'), dirname(process.execPath), process.env['PATH']].join(delimiter),
    HOME: join(stage, 'home'),
    KEMPT_HOME: join(stage, 'state'),
    KEMPT_PORT: '0',
    BASH_ENV: join(stage, 'variables'),
    LC_ALL: 'C.UTF-8',
  };
}
