import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UNCOVERED } from '@kempt/engine/testing/uncovered';
import { LAUNCHER, runProcess, temporaryFolder, type Ended, type ProcessOptions } from './kempt-process.ts';

/** System calls that fail on purpose. */
export interface Faults {
  /** As behind `strace -e inject=`: calls, error, and which of them, counted by thread: `linkat:error=EIO:when=2`. */
  readonly inject: readonly string[];
  /** Only calls about these paths. */
  readonly paths?: readonly string[];
}

/** A call that failed on purpose. */
export interface InjectedFault {
  /** Such as `linkat`. */
  readonly call: string;
  /** The last part of the first path among its arguments. */
  readonly name: string;
}

/** How a process ended, and what failed in it. */
export interface FaultyEnd extends Ended {
  readonly injected: readonly InjectedFault[];
}

/** Unlike the commands around it, the one that fails is asked for coverage: it alone goes some ways. */
function coveredBeside(env: ProcessOptions['env'] = {}): Readonly<Record<string, string | undefined>> {
  const names = Object.keys(UNCOVERED).filter((name) => env[name] === undefined);
  return Object.fromEntries(names.map((name) => [name, process.env[name]]));
}

/**
 * Runs the real program with system calls that fail.
 *
 * @param args - what is typed behind `kempt`
 * @param faults - which calls fail
 * @param options - where and with what it is started
 * @returns how it ended
 * @throws Error when none of the calls was made, so that nothing was tried
 */
export async function faultyKempt(
  args: readonly string[],
  faults: Faults,
  options: ProcessOptions = {},
): Promise<FaultyEnd> {
  const log = join(temporaryFolder(), 'strace');
  const command = [...straceOf(faults, log), process.execPath, LAUNCHER, ...args];
  const ended = await runProcess(command, { ...options, env: { ...options.env, ...coveredBeside(options.env) } });
  const injected = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.endsWith('(INJECTED)'))
    .map(injectedFault);
  if (injected.length > 0) return { ...ended, injected };
  throw new Error(`nothing failed with ${faults.inject.join(' ')}: ${ended.stdout}${ended.stderr}`);
}

function straceOf({ inject, paths = [] }: Faults, log: string): string[] {
  const calls = inject.map((text) => text.slice(0, text.indexOf(':')));
  return [
    ...['strace', '-f', '-y', '-qq', '--seccomp-bpf', '-o', log],
    ...paths.flatMap((path) => ['-P', path]),
    ...['-e', `trace=${calls.join(',')}`],
    ...inject.flatMap((text) => ['-e', `inject=${text}`]),
  ];
}

/** Paths stand in quotes; what stands in angle brackets is where an open folder is, and the path of a lone descriptor. */
function injectedFault(line: string): InjectedFault {
  const call = /^\d+ +(\w+)\(/.exec(line)?.[1] ?? '';
  const path = /"([^"]*)"/.exec(line)?.[1] ?? /<([^>]*)>/.exec(line)?.[1] ?? '';
  return { call, name: path.slice(path.lastIndexOf('/') + 1) };
}
