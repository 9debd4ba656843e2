import { EXIT_CODES, type ExitName } from '@kempt/contracts';
import { Command } from 'commander';
import type { Handler } from '../context.ts';

/** Fetches the code of a command only when it runs: most of it is never needed for one start. */
export type LoadHandler = () => Promise<Handler>;

/** What a command needs from its first moment on. */
export interface CommandNeeds {
  /** Whether it looks at files, whatever is asked of it. */
  readonly disk?: boolean;
  /** Whether it goes on until it is told to stop. */
  readonly service?: boolean;
}

/** Carries a command out once it was typed. */
export type Dispatch = (command: Command, load: LoadHandler, needs?: CommandNeeds) => Promise<void>;

/** What the help of a command says. */
export interface CommandText {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Paragraphs. */
  readonly description: string;
  /** What to type, and what it does. */
  readonly examples: readonly (readonly [string, string])[];
  /** A section of its own, title included. */
  readonly notes?: string;
}

const EXIT_TEXT: readonly (readonly [ExitName, string])[] = [
  ['ok', 'all well'],
  ['with_problems', 'done, but some files failed or were skipped for a fault'],
  ['usage', 'wrong usage'],
  ['refused', 'refused for safety'],
  ['not_found', 'not found'],
  ['interrupted', 'interrupted, or a question was answered with no'],
];

/**
 * Starts the definition of a command with its texts.
 *
 * @param text - what its help says
 * @returns a command without arguments, options and action
 */
export function describeCommand(text: CommandText): Command {
  return new Command(text.name)
    .summary(text.summary)
    .description(text.description)
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .addHelpText('after', `\n${[text.notes, exampleText(text.examples), exitCodeText()].filter(Boolean).join('\n\n')}`);
}

/**
 * The examples of a help text.
 *
 * @param examples - what to type, and what it does
 * @returns lines under a title
 */
export function exampleText(examples: CommandText['examples']): string {
  return ['Examples:', ...examples.flatMap(([line, meaning]) => [`  $ ${line}`, `      ${meaning}`])].join('\n');
}

/**
 * What the exit codes mean.
 *
 * @returns lines under a title
 */
export function exitCodeText(): string {
  const lines = EXIT_TEXT.map(([name, meaning]) => `  ${EXIT_CODES[name].toString().padEnd(3)}  ${meaning}`);
  return ['Exit codes:', ...lines].join('\n');
}
