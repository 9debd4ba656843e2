import type { Engine, Progress } from '@kempt/engine';
import type * as Server from '@kempt/server';
import type { ServiceProcess } from '@kempt/server';
import type { Readable, Writable } from 'node:stream';
import type { Page } from './output/page.ts';
import type { RowWriter } from './output/row-writer.ts';

/** What the service's package does for the command line. */
export interface ServerCommands {
  readonly commands: Pick<typeof Server, 'serve' | 'work' | 'ADMIN_TASKS'>;
  /** Everything but where lines go and what stops a command. */
  readonly process: Omit<ServiceProcess, 'signal' | 'say'>;
}

/** What the command line needs from the engine's package; another one in tests. */
export interface Services {
  /** Starts the engine on the state folder; what `usesDisk` has the disk start while all the rest is loaded. */
  openEngine(usesDisk: boolean): Promise<Engine>;
  /** Loads what the service does, and hands out what its commands need from the process. */
  openServer(): Promise<ServerCommands>;
  /** Writes a file that must not exist yet. */
  writeNewFile(path: string, chunks: AsyncIterable<string | Uint8Array>): Promise<void>;
}

/** Everything the process offers; nothing below `main.ts` asks the process itself. */
export interface Environment {
  /** What was typed behind the program's name, as raw strings. */
  readonly argv: readonly string[];
  /** Absolute path, a raw string. */
  readonly workingFolder: string;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  /** False when the environment asks for no colours. */
  readonly color: boolean;
  readonly version: string;
  readonly services: Services;
  /** Aborts at the first Ctrl-C. */
  readonly signal: AbortSignal;
  /** Monotonic, milliseconds. */
  readonly now: () => number;
}

/** Lays something out for a page, one string a line. */
type View = (page: Page) => readonly string[];

/** What a command found or did. Handlers return it, the output prints it. */
export interface Answer {
  readonly exitCode: number;
  /** The one JSON object of `--json`; absent when rows were written instead. */
  readonly data?: object;
  /** The same for people; absent when rows were written instead. */
  readonly view?: View;
  /** Not worth a line under `--quiet` when all went well. */
  readonly routine?: boolean;
}

/** What was typed for one command. */
export interface CommandInput {
  /** Arguments that are no options, as raw strings. */
  readonly operands: readonly string[];
  /** Values of the options by the names commander gives them. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** A question that must be answered with yes. */
interface Question {
  /** Without the answers to choose from. */
  readonly text: string;
  /** Shown before it. */
  readonly view: View;
  /** What to do where nobody can be asked, one sentence. */
  readonly hint: string;
  /** What a no means, one sentence. */
  readonly declined: string;
}

/** What a handler works with. */
export interface CommandContext {
  readonly engine: Engine;
  readonly services: Services;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** Writes a part of a document to standard output. */
  print(text: string): Promise<void>;
  /** JSON lines on standard output. */
  readonly rows: RowWriter;
  /** Whether `--json` was given. */
  readonly json: boolean;
  /** The page of standard error. */
  readonly errorPage: Page;
  /** Makes a path that was typed absolute. */
  absolute(path: string): string;
  /**
   * Asks, and returns only when the answer is yes.
   *
   * @throws KemptError `declined`, or `confirmation_required` when nobody can be asked
   */
  confirm(question: Question): Promise<void>;
  /** Says something on standard error. */
  remark(text: string): Promise<void>;
}

/** Carries one command out. */
export type Handler = (context: CommandContext, input: CommandInput) => Promise<Answer>;
