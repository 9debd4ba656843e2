import { formatCount, formatDuration, type Engine } from '@kempt/engine';
import type { Command } from 'commander';
import { absolutePath } from './arguments/absolute-path.ts';
import type { Answer, CommandContext, Environment } from './context.ts';
import type { CommandNeeds, LoadHandler } from './definitions/describe-command.ts';
import { exactJson } from './output/exact-json.ts';
import { OutputClosed, type Outlets } from './output/outlet.ts';
import { pageOf, type Page } from './output/page.ts';
import { createProgressDisplay, type ProgressDisplay } from './output/progress-display.ts';
import { createRowWriter } from './output/row-writer.ts';
import { createQuestioner } from './questioner.ts';
import { spareMemory } from './spare-memory.ts';

/** A command that was typed. */
export interface TypedCommand {
  readonly command: Command;
  readonly load: LoadHandler;
  /** That is being started. */
  readonly engine: Promise<Engine>;
  readonly outlets: Outlets;
  readonly needs: CommandNeeds;
}

/** What holds for every command. */
interface Manners {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** Pages of standard output and standard error. */
  readonly page: Page;
  readonly errorPage: Page;
}

/**
 * Carries out one command and prints what it answers.
 *
 * @param environment - everything the process offers
 * @param typed - the command
 * @returns the exit code
 */
export async function runCommand(environment: Environment, typed: TypedCommand): Promise<number> {
  const options = typed.command.optsWithGlobals<Record<string, unknown>>();
  const manners = mannersOf(environment, options);
  const { stderr, now } = environment;
  const progress = createProgressDisplay({
    stream: stderr,
    enabled: stderr.isTTY === true && !manners.quiet && !(environment.stdout.isTTY === true && writesLines(options)),
    style: manners.errorPage.style,
    now,
  });
  const [handler, engine] = await Promise.all([typed.load(), typed.engine]);
  const isService = typed.needs.service === true;
  // What a service writes there are lines of its log, unless somebody looks.
  const notice = { wanted: !isService || stderr.isTTY === true };
  const context = contextOf(environment, { engine, manners, outlets: typed.outlets, progress, notice });
  const stopAnnouncing = announceInterruption(environment.signal, context, { notice, isService });
  try {
    const answer = await handler(context, { operands: typed.command.args, options });
    progress.clear();
    await context.rows.flush();
    if (manners.verbose) await context.remark(phaseTimes(progress));
    await printAnswer(answer, manners, typed.outlets);
    return answer.exitCode;
  } finally {
    progress.clear();
    stopAnnouncing();
    await engine.close();
  }
}

/** Lines that come while the work goes on would run into the line of progress. */
function writesLines(options: Readonly<Record<string, unknown>>): boolean {
  return options['list'] === true || (options['format'] !== undefined && options['out'] === undefined);
}

function mannersOf(environment: Environment, options: Readonly<Record<string, unknown>>): Manners {
  const verbose = options['verbose'] === true;
  const look = { color: environment.color && options['color'] !== false, verbose };
  return {
    json: options['json'] === true,
    quiet: options['quiet'] === true,
    verbose,
    page: pageOf(environment.stdout, look),
    errorPage: pageOf(environment.stderr, look),
  };
}

/** What a context is made of. */
interface ContextParts {
  readonly engine: CommandContext['engine'];
  readonly manners: Manners;
  readonly outlets: Outlets;
  readonly progress: ProgressDisplay;
  readonly notice: Notice;
}

/** Whether an interruption is to be announced: at a question it is only another no. */
interface Notice {
  wanted: boolean;
}

function contextOf(environment: Environment, parts: ContextParts): CommandContext {
  const { engine, manners, outlets, progress, notice } = parts;
  const { services, signal, workingFolder } = environment;
  const clear = (): void => {
    progress.clear();
  };
  const page = manners.json ? manners.errorPage : manners.page;
  const ask = createQuestioner({ environment, outlets, json: manners.json, page, clear });
  return {
    engine,
    services,
    signal,
    onProgress: spareMemory(progress.update),
    print: (text) => outlets.out.write(text),
    rows: createRowWriter(outlets.out),
    json: manners.json,
    errorPage: manners.errorPage,
    absolute: (path) => absolutePath(path, workingFolder),
    async confirm(question) {
      notice.wanted = false;
      await ask(question);
      notice.wanted = true;
    },
    async remark(text) {
      if (manners.quiet || text === '') return;
      clear();
      await outlets.error.write(`${text}\n`);
    },
  };
}

/** Says at once that Ctrl-C was heard, since the batch in hand may take a moment. */
function announceInterruption(
  signal: AbortSignal,
  context: CommandContext,
  { notice, isService }: { readonly notice: Notice; readonly isService: boolean },
): () => void {
  const what = isService ? 'Stopping; what is under way is handed back.' : 'Stopping after the batch in hand.';
  const text = `${what} Ctrl-C again ends at once; nothing is lost either way.`;
  const announce = (): void => {
    if (notice.wanted) context.remark(text).catch(() => undefined);
  };
  signal.addEventListener('abort', announce, { once: true });
  return () => {
    signal.removeEventListener('abort', announce);
  };
}

async function printAnswer(answer: Answer, manners: Manners, outlets: Outlets): Promise<void> {
  try {
    if (manners.json) {
      if (answer.data !== undefined) await outlets.out.write(`${exactJson(answer.data)}\n`);
      return;
    }
    if (answer.view === undefined || (manners.quiet && answer.routine === true && answer.exitCode === 0)) return;
    const lines = answer.view(manners.page);
    await outlets.out.write(lines.map((line) => `${line}\n`).join(''));
  } catch (error) {
    // The work is done: that nobody reads about it changes nothing.
    if (!(error instanceof OutputClosed)) throw error;
  }
}

function phaseTimes(progress: ProgressDisplay): string {
  return progress
    .phases()
    .map(({ phase, done, seconds }) => `${phase}: ${formatCount(done)} in ${formatDuration(seconds)}`)
    .join('\n');
}
