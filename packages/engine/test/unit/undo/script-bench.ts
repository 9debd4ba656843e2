import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { TestContext } from 'node:test';
import { decodeRaw, encodeRaw } from '../../../src/names/raw-string.ts';
import type { UndoScriptStep } from '../../../src/undo/undo-script.ts';
import { undoScript } from '../../../src/undo/undo-script.ts';

/** How a script ended. */
export interface ScriptRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A temporary tree and the means to run scripts over it. Paths are raw strings below `root`. */
export interface ScriptBench {
  readonly root: string;
  path(relative: string): string;
  write(relative: string, content: string): void;
  folder(relative: string): void;
  link(relative: string, target: string): void;
  /** Content of a file, undefined when there is none. */
  read(relative: string): string | undefined;
  /** Every entry below the root as `path` or `path/`, sorted. */
  list(): string[];
  /** The step that brings a file that is there now to another place. */
  move(from: string, to: string): UndoScriptStep & { action: 'move' };
  /** Puts a program on the PATH in front of the real one; `$REAL` is the real one. */
  shim(name: string, body: string): void;
  run(steps: readonly UndoScriptStep[], ...options: readonly string[]): Promise<ScriptRun>;
  /** Runs a script that was written before. */
  runText(script: Uint8Array, ...options: readonly string[]): ScriptRun;
}

/** What runs a script: a shell, and the folder whose programs it finds. */
export interface Shell {
  readonly name: string;
  readonly command: readonly string[];
  /** Makes every tool busybox's own. */
  readonly busyboxTools?: boolean;
}

const BIN_FOLDERS = (process.env['PATH'] ?? '').split(delimiter);
const TOOLS = 'stat ls ln rm mv cp cmp mkdir rmdir chmod touch tr sync cat'.split(' ');

function findProgram(name: string): string | undefined {
  return BIN_FOLDERS.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** The shells a script has to run in. */
export const SHELLS = {
  dash: { name: 'dash', command: ['dash'] },
  bash: { name: 'bash', command: ['bash', '--posix'] },
  busybox: { name: 'busybox', command: ['busybox', 'sh'], busyboxTools: true },
} as const satisfies Record<string, Shell>;

/** The reason why a shell cannot be tried here, or false; with KEMPT_REQUIRE_TOOLS=1 it has to be there. */
export function missing(shell: Shell): string | false {
  const program = shell.command[0] ?? '';
  if (findProgram(program) !== undefined) return false;
  if (process.env['KEMPT_REQUIRE_TOOLS'] === '1') throw new Error(`${program} is required and not installed`);
  return `SKIPPED: ${program} is not installed, so undo scripts are not tried in it`;
}

/** Sets up a temporary tree that is removed with the test. */
export function createScriptBench(context: TestContext, shell: Shell = { name: 'sh', command: ['sh'] }): ScriptBench {
  const home = mkdtempSync(join(tmpdir(), 'kempt-undo-script-'));
  context.after(() => {
    rmSync(home, { recursive: true, force: true });
  });
  const root = join(home, 'tree');
  const bin = join(home, 'bin');
  mkdirSync(root);
  mkdirSync(bin);
  linkTools(bin, shell);
  const runText = (script: Uint8Array, options: readonly string[]): ScriptRun => {
    const file = join(home, 'undo.sh');
    writeFileSync(file, script);
    const [program = 'sh', ...args] = shell.command;
    const result = spawnSync(findProgram(program) ?? program, [...args, file, ...options], {
      cwd: home,
      env: { PATH: bin },
      encoding: 'utf8',
    });
    return { status: result.status, stdout: result.stdout, stderr: result.stderr };
  };
  const at = (relative: string): Buffer => Buffer.from(encodeRaw(`${root}/${relative}`));
  return {
    root,
    path: (relative) => `${root}/${relative}`,
    write(relative, content) {
      mkdirSync(parentOf(at(relative)), { recursive: true });
      writeFileSync(at(relative), content);
    },
    folder(relative) {
      mkdirSync(at(relative), { recursive: true });
    },
    link(relative, target) {
      symlinkSync(target, at(relative));
    },
    read(relative) {
      try {
        return readFileSync(at(relative), 'utf8');
      } catch {
        return undefined;
      }
    },
    list: () => walk(Buffer.from(root)).map((path) => decodeRaw(path.subarray(root.length + 1))),
    move(from, to) {
      const { size, mtimeNs, ino } = lstatSync(at(from), { bigint: true });
      return {
        action: 'move',
        source: `${root}/${from}`,
        target: `${root}/${to}`,
        size: Number(size),
        mtime: mtimeNs,
        inode: ino,
      };
    },
    shim(name, body) {
      const real = findProgram(name) ?? '';
      rmSync(join(bin, name), { force: true });
      writeFileSync(join(bin, name), `#!/bin/sh\nREAL=${real}\n${body}\n`);
      chmodSync(join(bin, name), 0o755);
    },
    run: async (steps, ...options) => runText(await writeScript([root], steps), options),
    runText: (script, ...options) => runText(script, options),
  };
}

function linkTools(bin: string, shell: Shell): void {
  for (const tool of TOOLS) {
    const program = shell.busyboxTools === true ? findProgram('busybox') : findProgram(tool);
    if (program !== undefined) symlinkSync(program, join(bin, tool));
  }
}

/** The script of an operation, whole. */
export async function writeScript(roots: readonly string[], steps: readonly UndoScriptStep[]): Promise<Uint8Array> {
  const operation = { operationId: 'op-1', createdAt: '2025-03-12T14:05:09.123Z', roots };
  const pieces: Uint8Array[] = [];
  for await (const piece of undoScript(operation, steps)) pieces.push(piece);
  return Buffer.concat(pieces);
}

function parentOf(path: Buffer): Buffer {
  return path.subarray(0, path.lastIndexOf(0x2f));
}

function walk(folder: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true, encoding: 'buffer' })) {
    const path = Buffer.concat([folder, Buffer.from('/'), entry.name]);
    if (entry.isDirectory()) found.push(Buffer.concat([path, Buffer.from('/')]), ...walk(path));
    else found.push(path);
  }
  return found.toSorted((a, b) => a.compare(b));
}

/** Sets the time of a file or folder, whole seconds since 1970. */
export function setTime(path: string, seconds: number): void {
  utimesSync(path, seconds, seconds);
}
