import type { Command } from 'commander';
import { describeCommand, type Dispatch } from './describe-command.ts';
import { withIdleYes, withMatchOption, withPreviewOptions, withWaitOption } from './options.ts';

/**
 * Defines `kempt apply`.
 *
 * @param dispatch - carries it out
 * @returns the command
 */
export function defineApply(dispatch: Dispatch): Command {
  const command = describeCommand({
    name: 'apply',
    summary: 'carry out a plan that was written before',
    description:
      'Carries out the plan in FILE, written by "kempt organize --plan-out" or "kempt deduplicate --plan-out". A file ' +
      'that changed since the plan was made is left and reported; a plan file that was edited is refused. Does not ' +
      'ask: writing the plan was the decision. Use --preview to look at it first.',
    examples: [
      ['kempt apply plan.kempt --preview', 'what the plan would do'],
      ['kempt apply plan.kempt', 'do it'],
    ],
  }).argument('<FILE>', 'the plan file');
  withPreviewOptions(withIdleYes(command));
  return withWaitOption(withMatchOption(command)).action(() =>
    dispatch(command, async () => (await import('../commands/apply.ts')).apply, { disk: true }),
  );
}
