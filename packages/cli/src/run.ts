import { EXIT_CODES } from '@kempt/contracts';
import type { Command } from 'commander';
import { buildProgram } from './build-program.ts';
import type { Environment } from './context.ts';
import type { CommandNeeds, LoadHandler } from './definitions/describe-command.ts';
import { createOutlet, OutputClosed, type Outlets } from './output/outlet.ts';
import { pageOf } from './output/page.ts';
import { ParsingEnded } from './parsing-ended.ts';

/** Columns of a help text: longer lines are hard to read. */
const HELP_WIDTH = { piped: 80, most: 100 };

/**
 * Runs one command line to its end.
 *
 * @param environment - everything the process offers
 * @returns the exit code
 */
export async function run(environment: Environment): Promise<number> {
  const outlets = { out: createOutlet(environment.stdout), error: createOutlet(environment.stderr) };
  try {
    return await parseAndRun(environment, outlets);
  } catch (error) {
    if (error instanceof OutputClosed) return EXIT_CODES.ok;
    const { printError } = await import('./output/print-error.ts');
    const switches = switchesOf(environment);
    return printError(error, { outlets, ...switches, width: pageOf(environment.stderr, switches).width });
  }
}

async function parseAndRun(environment: Environment, outlets: Outlets): Promise<number> {
  const help = { out: '', error: '' };
  let exitCode: number = EXIT_CODES.ok;
  const output = {
    writeOut: (text: string) => void (help.out += text),
    writeError: (text: string) => void (help.error += text),
    width: helpWidth(environment),
    color: environment.stdout.isTTY === true && switchesOf(environment).color,
  };
  const program = buildProgram(
    environment.version,
    output,
    async (command: Command, load: LoadHandler, needs: CommandNeeds = {}) => {
      const engine = environment.services.openEngine(needs.disk === true);
      // Until somebody waits for it, nobody would hear that it failed.
      engine.catch(() => undefined);
      const { runCommand } = await import('./run-command.ts');
      exitCode = await runCommand(environment, { command, load, engine, outlets, needs });
    },
  );
  try {
    await program.parseAsync([...environment.argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof ParsingEnded) || !error.printedHelp) throw error;
    if (help.error !== '') await refuseHelp(environment);
    await outlets.out.write(help.out);
    await outlets.error.write(help.error);
    return help.error === '' ? EXIT_CODES.ok : EXIT_CODES.usage;
  }
}

/** Help that nobody asked for stands for an error: a program, and whoever asked for what is not there, gets that. */
async function refuseHelp(environment: Environment): Promise<void> {
  const word = environment.argv.findLast((argument) => !argument.startsWith('-'));
  if (word === undefined && !switchesOf(environment).json) return;
  throw (await import('./arguments/command-error.ts')).commandError(word);
}

/** What an error message needs to know even when the command line could not be read. */
function switchesOf(environment: Environment): { json: boolean; verbose: boolean; color: boolean } {
  const end = environment.argv.indexOf('--');
  const switches = new Set(end < 0 ? environment.argv : environment.argv.slice(0, end));
  return {
    json: switches.has('--json'),
    verbose: switches.has('--verbose') || switches.has('-v'),
    color: environment.color && environment.stderr.isTTY === true && !switches.has('--no-color'),
  };
}

function helpWidth({ stdout }: Environment): number {
  return stdout.isTTY === true ? Math.min(stdout.columns ?? HELP_WIDTH.piped, HELP_WIDTH.most) : HELP_WIDTH.piped;
}
