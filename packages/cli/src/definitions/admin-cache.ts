import { Option, type Command } from 'commander';
import { CACHE_KINDS } from '@kempt/contracts';
import { parseKeyPattern } from '../arguments/parse-key-pattern.ts';
import { describeCommand, type Dispatch } from './describe-command.ts';

/**
 * Defines `kempt admin cache` with its subcommand.
 *
 * @param dispatch - carries it out
 * @returns the command
 */
export function defineAdminCache(dispatch: Dispatch): Command {
  return describeCommand({
    name: 'cache',
    summary: 'have the service forget what it keeps',
    description:
      'The service keeps answers, in Redis or in memory, for as long as the database tells of no change. Nothing has to be ' +
      'cleared in the course of things.',
    examples: [['kempt admin cache clear', 'when data was changed behind the back of the database']],
  }).addCommand(defineClear(dispatch));
}

function defineClear(dispatch: Dispatch): Command {
  const command = describeCommand({
    name: 'clear',
    summary: 'forget answers: all, of a kind, or by pattern',
    description:
      'Has every service on this database forget its answers: at once where it runs, or before it answers from them ' +
      'again. It is told through the database, with Redis and without. What is asked next is read anew.\n\n' +
      'Keys are the id of the operation for operation_status and report, that of the account for user_profile; for ' +
      'search they begin with the id of the account and a colon, for standing with "session:" and that id and a colon.',
    examples: [
      ['kempt admin cache clear', 'everything'],
      ['kempt admin cache clear --kind report', 'all reports'],
      ['kempt admin cache clear --kind report --match "20260101-*"', 'reports of operations of a day'],
      ['kempt admin cache clear --match "*$USER_ID*"', 'what is kept for an account, of every kind'],
    ],
  })
    .addOption(new Option('--kind <KIND>', `only answers of a kind: ${CACHE_KINDS.join(', ')}`).choices(CACHE_KINDS))
    .addOption(
      new Option('--match <PATTERN>', 'only answers whose key fits: * stands for any characters, ? for one').argParser(
        parseKeyPattern,
      ),
    );
  return command.action(() => dispatch(command, async () => (await import('../commands/admin-cache.ts')).clearCache));
}
