import { Option, type Command } from 'commander';
import { parsePattern } from '../arguments/parse-pattern.ts';
import { describeCommand, type Dispatch } from './describe-command.ts';
import { OPERATION_TEXT } from './operation-argument.ts';
import { withIdleYes, withMatchOption, withWaitOption } from './options.ts';

/**
 * Defines `kempt undo`.
 *
 * @param dispatch - carries it out
 * @returns the command
 */
export function defineUndo(dispatch: Dispatch): Command {
  const command = describeCommand({
    name: 'undo',
    summary: 'take an operation back',
    description:
      'Brings every file of an operation back to where it was, with the folders that were removed and the times of ' +
      'all folders. Files that changed or moved since stay where they are and are listed; nothing is overwritten. ' +
      'Does not ask, since an undo can be undone: "kempt undo" with the id of the undo does it all again.',
    examples: [
      ['kempt undo', 'take back the newest operation that is not undone yet'],
      ['kempt undo 20260131-1425 --only "images/**"', 'only these files'],
      ['kempt undo --match content', 'after a restore from backup, of an operation made with --hash'],
    ],
  })
    .argument('[OPERATION]', `${OPERATION_TEXT} (default: the newest that is neither an undo nor undone)`)
    .addOption(
      new Option('--only <GLOB>', 'only files whose old or new path below DIR matches (default: all)').argParser(
        parsePattern,
      ),
    );
  return withIdleYes(withWaitOption(withMatchOption(command))).action(() =>
    dispatch(command, async () => (await import('../commands/undo.ts')).undo, { disk: true }),
  );
}
