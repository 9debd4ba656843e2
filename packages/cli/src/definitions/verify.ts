import type { Command } from 'commander';
import { describeCommand, type Dispatch } from './describe-command.ts';
import { OPERATION_TEXT } from './operation-argument.ts';
import { withMatchOption } from './options.ts';

/**
 * Defines `kempt verify`.
 *
 * @param dispatch - carries it out
 * @returns the command
 */
export function defineVerify(dispatch: Dispatch): Command {
  const command = describeCommand({
    name: 'verify',
    summary: 'compare an operation with the disk',
    description:
      'Looks whether every file of an operation still is where the operation put it and is the same file. Changes ' +
      'nothing. Exits 1 when a file differs.',
    examples: [
      ['kempt verify 20260131-1425', 'are all files still there'],
      ['kempt verify 20260131-1425 --match content', 'after a restore from backup, of an operation made with --hash'],
    ],
  }).argument('<OPERATION>', OPERATION_TEXT);
  return withMatchOption(command).action(() =>
    dispatch(command, async () => (await import('../commands/verify.ts')).verify, { disk: true }),
  );
}
