import { Option, type Command } from 'commander';
import { describeCommand, type Dispatch } from './describe-command.ts';
import { OPERATION_TEXT } from './operation-argument.ts';
import { withIdleYes } from './options.ts';

/**
 * Defines `kempt recover`.
 *
 * @param dispatch - carries it out
 * @returns the command
 */
export function defineRecover(dispatch: Dispatch): Command {
  const command = describeCommand({
    name: 'recover',
    summary: 'settle operations that a crash cut short',
    description:
      'Finds out from the disk which steps of operations that were cut short are done, and makes files and journal ' +
      'agree. With nothing to settle it says so and exits 0. An operation that cannot be settled, since its journal is ' +
      'damaged or its folder not there, keeps no other from being settled; it is listed, and the exit code is 1.',
    examples: [
      ['kempt recover', 'settle everything; "kempt resume" or "kempt undo" may follow'],
      ['kempt recover --then roll_back', 'settle, and take back what was done'],
    ],
  })
    .argument('[OPERATION]', `${OPERATION_TEXT} (default: all that were cut short)`)
    .addOption(
      new Option(
        '--then <settle|finish|roll_back>',
        'what follows: settle = nothing, finish = the rest, roll_back = an undo (default: settle)',
      ).choices(['settle', 'finish', 'roll_back']),
    )
    .option('--rebuild', 'settle OPERATION although its journal is damaged, by what the disk shows (default: refuse)');
  return withIdleYes(command).action(() =>
    dispatch(command, async () => (await import('../commands/recover.ts')).recover),
  );
}
