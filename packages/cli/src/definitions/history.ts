import { Option, type Command } from 'commander';
import { parseAge } from '../arguments/parse-seconds.ts';
import { describeCommand, type Dispatch } from './describe-command.ts';

/**
 * Defines `kempt history` and `kempt history prune`.
 *
 * @param dispatch - carries them out
 * @returns the command with its subcommand
 */
export function defineHistory(dispatch: Dispatch): Command {
  const command = describeCommand({
    name: 'history',
    summary: 'list what was done, newest first',
    description:
      'Lists every operation with its id, newest first. Previews and plans that were not carried out do not count.',
    examples: [
      ['kempt history', 'what was done'],
      ['kempt history --json | jq -r ".operations[0].operation_id"', 'id of the newest operation'],
      ['kempt history prune --older-than 30d', 'forget what is older than 30 days'],
    ],
  });
  return command
    .action(() => dispatch(command, async () => (await import('../commands/history.ts')).history))
    .addCommand(definePrune(dispatch));
}

function definePrune(dispatch: Dispatch): Command {
  const command = describeCommand({
    name: 'prune',
    summary: 'forget old operations',
    description:
      'Removes the journals of operations that are older than an age, to free the space they take. An operation whose ' +
      'journal is gone can no longer be undone: when one of them still could, Kempt asks first. Journals of operations of ' +
      'which files are in quarantine are kept.',
    examples: [
      ['kempt history prune --older-than 30d', 'ask when an undo would be lost'],
      ['kempt history prune --older-than 52w --yes', 'for cron'],
    ],
  })
    .addOption(
      new Option('--older-than <AGE>', 'a whole number and s, m, h, d or w, for example 30d')
        .argParser(parseAge)
        .makeOptionMandatory(),
    )
    .option('-y, --yes', 'do not ask when an undo would be lost');
  return command.action(() => dispatch(command, async () => (await import('../commands/prune.ts')).prune));
}
