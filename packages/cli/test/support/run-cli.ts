import type { Engine } from '@kempt/engine';
import { PassThrough, type Writable } from 'node:stream';
import type { Environment } from '../../src/context.ts';
import { run } from '../../src/run.ts';
import { fakeEngine, type Call } from './fake-engine.ts';
import { fakeServer, type DifferentServer } from './fake-server.ts';

/** How a command line is run inside the test's own process. */
export interface CliOptions {
  /** Commands of the service that do something special. */
  readonly server?: DifferentServer;
  /** Calls of the engine that answer something special. */
  readonly engine?: Partial<Engine> | ((calls: Call[]) => Partial<Engine>);
  /** What the person types at questions; without it there is no terminal. */
  readonly typed?: string;
  /** Takes the place of what the person types. */
  readonly stdin?: Environment['stdin'];
  /** Columns of a terminal on standard output and standard error. */
  readonly terminal?: number;
  readonly color?: boolean;
  readonly signal?: AbortSignal;
  /** Takes the place of standard output. */
  readonly stdout?: Writable;
  /** Milliseconds the clock goes on at every look. */
  readonly tick?: number;
  /** In place of opening a fake engine. */
  readonly openEngine?: (usesDisk: boolean) => Promise<Engine>;
}

/** What came of it. */
export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What the engine was asked. */
  readonly calls: readonly Call[];
  /** Files that were written. */
  readonly written: ReadonlyMap<string, string>;
}

/**
 * Runs a command line against a fake engine.
 *
 * @param argv - what was typed behind the program's name
 * @param options - what is special
 * @returns what it printed and how it ended
 */
export async function runCli(argv: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  const calls: Call[] = [];
  const written = new Map<string, string>();
  const different = typeof options.engine === 'function' ? options.engine(calls) : options.engine;
  const out = collector(options.terminal);
  const error = collector(options.terminal);
  let time = 0;
  const environment: Environment = {
    argv,
    workingFolder: '/home/me',
    stdin:
      options.stdin ??
      Object.assign(new PassThrough().end(options.typed ?? ''), { isTTY: options.typed !== undefined }),
    stdout: options.stdout ?? out.stream,
    stderr: error.stream,
    color: options.color ?? false,
    version: '1.2.3',
    services: {
      openEngine: options.openEngine ?? (() => Promise.resolve(fakeEngine(calls, different))),
      openServer: () => Promise.resolve(fakeServer(calls, options.server)),
      async writeNewFile(path, chunks) {
        const pieces: Buffer[] = [];
        for await (const chunk of chunks) pieces.push(Buffer.from(chunk));
        written.set(path, Buffer.concat(pieces).toString());
      },
    },
    signal: options.signal ?? new AbortController().signal,
    now: () => (time += options.tick ?? 1),
  };
  const code = await run(environment);
  return { code, stdout: out.text(), stderr: error.text(), calls, written };
}

function collector(columns: number | undefined): {
  readonly stream: Environment['stdout'];
  readonly text: () => string;
} {
  const pieces: Buffer[] = [];
  const stream = new PassThrough();
  stream.on('data', (piece: Buffer) => pieces.push(piece));
  return {
    stream: Object.assign(stream, columns === undefined ? {} : { isTTY: true, columns }),
    text: () => Buffer.concat(pieces).toString(),
  };
}
