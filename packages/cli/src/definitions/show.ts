import type { Command } from 'commander';
import { describeCommand, type Dispatch } from './describe-command.ts';
import { OPERATION_TEXT } from './operation-argument.ts';

/**
 * Defines `kempt show`.
 *
 * @param dispatch - carries it out
 * @returns the command
 */
export function defineShow(dispatch: Dispatch): Command {
  const command = describeCommand({
    name: 'show',
    summary: 'show one operation in detail',
    description: 'Shows what an operation was asked to do, what became of it, and its first files.',
    examples: [['kempt show 20260131-1425', 'all about this operation']],
  }).argument('<OPERATION>', OPERATION_TEXT);
  return command.action(() => dispatch(command, async () => (await import('../commands/show.ts')).show));
}
