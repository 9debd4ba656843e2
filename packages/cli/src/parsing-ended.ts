import type { Command, CommanderError } from 'commander';

/** Commander would have ended the process here: it printed help or the version, or the command line is wrong. */
export class ParsingEnded extends Error {
  /** The command it happened in, as typed: `kempt history prune`. */
  readonly command: string;
  /** What commander says. */
  override readonly cause: CommanderError;

  /**
   * @param command - where it happened
   * @param cause - what commander says
   */
  constructor(command: Command, cause: CommanderError) {
    super(cause.message, { cause });
    this.name = 'ParsingEnded';
    this.command = fullName(command);
    this.cause = cause;
  }

  /** Whether help or version was printed, asked for or not, and nothing needs to be said. */
  get printedHelp(): boolean {
    return ['commander.help', 'commander.helpDisplayed', 'commander.version'].includes(this.cause.code);
  }
}

function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}
