import { Command, type OutputConfiguration } from 'commander';
import { defineAdmin } from './definitions/admin.ts';
import { defineApply } from './definitions/apply.ts';
import { defineDeduplicate } from './definitions/deduplicate.ts';
import { defineDuplicates } from './definitions/duplicates.ts';
import { exampleText, exitCodeText, type Dispatch } from './definitions/describe-command.ts';
import { defineExplain } from './definitions/explain.ts';
import { defineExport } from './definitions/export.ts';
import { defineHistory } from './definitions/history.ts';
import { defineMigrate } from './definitions/migrate.ts';
import { defineOrganize } from './definitions/organize.ts';
import { defineQuarantine } from './definitions/quarantine.ts';
import { defineRecover } from './definitions/recover.ts';
import { defineReport } from './definitions/report.ts';
import { defineResume } from './definitions/resume.ts';
import { defineScan } from './definitions/scan.ts';
import { defineServe } from './definitions/serve.ts';
import { defineShow } from './definitions/show.ts';
import { defineUndo } from './definitions/undo.ts';
import { defineVerify } from './definitions/verify.ts';
import { defineWorker } from './definitions/worker.ts';
import { ParsingEnded } from './parsing-ended.ts';

/** In the order of the help: what one does first comes first. */
const DEFINITIONS = [
  defineScan,
  defineDuplicates,
  defineDeduplicate,
  defineQuarantine,
  defineOrganize,
  defineUndo,
  defineExplain,
  defineApply,
  defineResume,
  defineRecover,
  defineVerify,
  defineHistory,
  defineShow,
  defineReport,
  defineExport,
  defineServe,
  defineWorker,
  defineMigrate,
  defineAdmin,
];

const DESCRIPTION = [
  'Kempt looks at a folder, says what is in it and where everything should go, moves the files without ever losing ' +
    'one, and takes it all back on request.',
  'Journals are kept in $KEMPT_HOME (default: the state folder of the platform, ~/.local/state/kempt on Linux, /var/lib/kempt for root).',
].join('\n\n');

const EXAMPLES = [
  ['kempt organize ~/Downloads', 'show a plan, ask, and sort the files by category'],
  ['kempt undo', 'take it back'],
  ['kempt organize --help', 'everything about one command'],
] as const;

/** How the help of all commands is laid out and where it goes. */
export interface ProgramOutput {
  /** Takes what belongs on standard output. */
  readonly writeOut: (text: string) => void;
  /** Takes what belongs on standard error. */
  readonly writeError: (text: string) => void;
  /** Columns. */
  readonly width: number;
  readonly color: boolean;
}

/**
 * Builds the definition of the whole command line.
 *
 * @param version - of this program
 * @param output - where help goes
 * @param dispatch - carries a command out
 * @returns a program that throws in place of ending the process
 */
export function buildProgram(version: string, output: ProgramOutput, dispatch: Dispatch): Command {
  const program = new Command('kempt')
    .description(DESCRIPTION)
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [COMMAND]', 'show the help of a command')
    .option('--json', 'print exactly one JSON object on standard output, everything else on standard error')
    .option('-q, --quiet', 'print nothing when all is well, and no progress')
    .option('-v, --verbose', 'print every problem, the time each phase took, and where an error came from')
    .option('--no-color', 'no colours (default: colours on a terminal, unless NO_COLOR is set)')
    .configureHelp({
      showGlobalOptions: true,
      helpWidth: output.width,
      minWidthToWrap: 20,
      optionDescription: ({ description }) => description,
    })
    .configureOutput(outputConfiguration(output))
    .addHelpText('after', `\n${exampleText(EXAMPLES)}\n\n${exitCodeText()}`);
  for (const define of DEFINITIONS) program.addCommand(define(dispatch));
  return inheritSettings(program);
}

/** Commands that were built on their own know nothing of the program's settings. */
function inheritSettings(command: Command): Command {
  for (const child of command.commands) inheritSettings(child.copyInheritedSettings(command));
  return command.exitOverride((error) => {
    throw new ParsingEnded(command, error);
  });
}

function outputConfiguration(output: ProgramOutput): OutputConfiguration {
  return {
    writeOut: output.writeOut,
    writeErr: output.writeError,
    // What is wrong is thrown too, and printed like every other error.
    outputError: () => undefined,
    getOutHelpWidth: () => output.width,
    getErrHelpWidth: () => output.width,
    getOutHasColors: () => output.color,
    getErrHasColors: () => output.color,
    stripColor: (text) => text,
  };
}
