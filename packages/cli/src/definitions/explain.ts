import type { Command } from 'commander';
import { describeCommand, type Dispatch } from './describe-command.ts';
import { withDestinationOptions } from './options.ts';
import { TEMPLATE_HELP } from './template-help.ts';

/**
 * Defines `kempt explain`.
 *
 * @param dispatch - carries it out
 * @returns the command
 */
export function defineExplain(dispatch: Dispatch): Command {
  const command = describeCommand({
    name: 'explain',
    summary: 'say what Kempt sees in a file and where it would go',
    description:
      'Says what a file is, how Kempt can tell, and why it would go where if its folder were organized. Changes nothing.',
    notes: TEMPLATE_HELP,
    examples: [
      ['kempt explain holiday.jpg', 'by category'],
      ['kempt explain holiday.jpg --template "{taken:%Y}/{filename}"', 'by a template: every field with its value'],
    ],
  }).argument('<FILE>', 'the file to look at');
  return withDestinationOptions(command).action(() =>
    dispatch(command, async () => (await import('../commands/explain.ts')).explain, { disk: true }),
  );
}
