import { KemptError } from '@kempt/engine';
import { REPORT_FORMATS, type ReportFormat } from '@kempt/engine/render-report';
import type { OptionReader } from '../arguments/read-options.ts';
import type { CommandContext } from '../context.ts';

/** What was typed about a report. */
export interface ChosenReport {
  /** Known whenever there is a file. */
  readonly format: ReportFormat | undefined;
  /** File as typed; standard output when undefined. */
  readonly out: string | undefined;
}

/**
 * Reads `--format` and `--out`: where no form is chosen, the ending of the file says it.
 *
 * @param context - whether standard output is kept for JSON
 * @param options - the options
 * @returns form and file
 * @throws KemptError `invalid_argument` when standard output should hold two forms
 */
export function chosenReport(context: Pick<CommandContext, 'json'>, options: OptionReader): ChosenReport {
  const out = options.text('out');
  const format = options.choice('format', REPORT_FORMATS);
  if (out !== undefined) return { format: format ?? formatOfName(out), out };
  if (context.json && format !== undefined && format !== 'json') throw twoForms(format);
  return { format, out };
}

function formatOfName(file: string): ReportFormat {
  return REPORT_FORMATS.find((format) => file.toLowerCase().endsWith(`.${format}`)) ?? 'html';
}

function twoForms(format: ReportFormat): KemptError {
  return new KemptError('invalid_argument', `--json and --format ${format} cannot share standard output.`, {
    hint: 'Give --out FILE for the report, or leave one of them out.',
    details: { format },
  });
}
