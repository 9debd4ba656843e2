import type { Command } from 'commander';
import { describeCommand, type Dispatch } from './describe-command.ts';
import { OPERATION_TEXT } from './operation-argument.ts';

/**
 * Defines `kempt export`.
 *
 * @param dispatch - carries it out
 * @returns the command
 */
export function defineExport(dispatch: Dispatch): Command {
  const command = describeCommand({
    name: 'export',
    summary: 'write a script that undoes an operation without Kempt',
    description:
      'Writes a POSIX shell script that brings the files of an operation back on a machine without Kempt. It never ' +
      'overwrites a file. "sh FILE" runs it.',
    examples: [['kempt export 20260131-1425 --undo-script undo.sh', 'keep it next to the backup']],
  })
    .argument('<OPERATION>', OPERATION_TEXT)
    .requiredOption('--undo-script <FILE>', 'write to a new FILE; an existing one is not overwritten');
  return command.action(() => dispatch(command, async () => (await import('../commands/export.ts')).exportScript));
}
