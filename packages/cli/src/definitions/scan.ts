import type { Command } from 'commander';
import { describeCommand, type Dispatch } from './describe-command.ts';
import { withWalkOptions } from './options.ts';

/**
 * Defines `kempt scan`.
 *
 * @param dispatch - carries it out
 * @returns the command
 */
export function defineScan(dispatch: Dispatch): Command {
  const command = describeCommand({
    name: 'scan',
    summary: 'say what is in a folder',
    description:
      'Looks at every file in DIR and says what is there: categories, the largest files, extensions that contradict ' +
      'the content, and what was passed over and why. Changes nothing. Symbolic links are never followed.',
    examples: [
      ['kempt scan ~/Downloads', 'what is in there'],
      ['kempt scan ~/Downloads --json | jq .categories', 'the same for a program'],
      ['kempt scan ~/Downloads --list', 'one JSON line for every file'],
    ],
  }).argument('<DIR>', 'the folder to look at');
  return withWalkOptions(command)
    .option('--list', 'one JSON line for every file instead: path, category, mimetype, detected_extension, size_bytes')
    .action(() => dispatch(command, async () => (await import('../commands/scan.ts')).scan, { disk: true }));
}
