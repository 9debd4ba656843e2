import type { Command } from 'commander';
import { describeCommand, type Dispatch } from './describe-command.ts';
import { OPERATION_TEXT } from './operation-argument.ts';
import { withIdleYes } from './options.ts';

/**
 * Defines `kempt resume`.
 *
 * @param dispatch - carries it out
 * @returns the command
 */
export function defineResume(dispatch: Dispatch): Command {
  const command = describeCommand({
    name: 'resume',
    summary: 'go on with an operation that was interrupted',
    description:
      'Goes on where an operation stopped, after Ctrl-C, a crash or a power cut, with the plan it had. Files that ' +
      'changed since the plan was made are left and reported.',
    examples: [
      ['kempt resume', 'go on with the newest interrupted operation'],
      ['kempt resume 20260131-1425', 'go on with this one'],
    ],
  }).argument('[OPERATION]', `${OPERATION_TEXT} (default: the newest that was interrupted)`);
  return withIdleYes(command).action(() =>
    dispatch(command, async () => (await import('../commands/resume.ts')).resume),
  );
}
