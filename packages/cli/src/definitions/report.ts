import type { Command } from 'commander';
import { describeCommand, type Dispatch } from './describe-command.ts';
import { OPERATION_TEXT } from './operation-argument.ts';
import { withReportOptions } from './options.ts';

/**
 * Defines `kempt report`.
 *
 * @param dispatch - carries it out
 * @returns the command
 */
export function defineReport(dispatch: Dispatch): Command {
  const command = describeCommand({
    name: 'report',
    summary: 'write a report of an operation',
    description:
      'Writes counts, bytes, categories, largest files, skipped and failed files with their reasons, and a timeline. ' +
      'The HTML report is one page that needs no other file.',
    examples: [
      ['kempt report 20260131-1425 --format html --out report.html', 'a page to send to somebody'],
      ['kempt report 20260131-1425 --out report.csv', 'for a spreadsheet'],
      ['kempt report 20260131-1425 --format json', 'to standard output'],
    ],
  }).argument('<OPERATION>', OPERATION_TEXT);
  return withReportOptions(command, 'html, or json with --json').action(() =>
    dispatch(command, async () => (await import('../commands/report.ts')).report),
  );
}
