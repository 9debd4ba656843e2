import { EXIT_CODES, type ReportData } from '@kempt/contracts';
import { displayName, KemptError, shown } from '@kempt/engine';
import { renderReport, REPORT_FORMATS, type ReportFormat } from '@kempt/engine/render-report';
import { readOptions } from '../arguments/read-options.ts';
import type { Answer, CommandContext, CommandInput } from '../context.ts';
import { operand } from './operand.ts';

/**
 * `kempt report`.
 *
 * @param context - what it works with
 * @param input - what was typed
 * @returns where the report is; without `--out` the report went to standard output
 */
export async function report(context: CommandContext, input: CommandInput): Promise<Answer> {
  const options = readOptions(input.options);
  const out = options.text('out');
  const chosen = options.choice('format', REPORT_FORMATS);
  if (out === undefined && context.json && chosen !== undefined && chosen !== 'json') throw twoForms(chosen);
  const data = await context.engine.reportData(operand(input, 0));
  if (out !== undefined) return writeReport(context, data, { out, format: chosen ?? formatOfName(out) });
  if (context.json) return { exitCode: EXIT_CODES.ok, data };
  for await (const piece of pieces(context, data, chosen ?? 'html')) await context.print(piece);
  return { exitCode: EXIT_CODES.ok };
}

async function writeReport(
  context: CommandContext,
  data: ReportData,
  { out, format }: { readonly out: string; readonly format: ReportFormat },
): Promise<Answer> {
  await context.services.writeNewFile(context.absolute(out), pieces(context, data, format));
  return {
    exitCode: EXIT_CODES.ok,
    data: { operation_id: data.operation_id, format, ...shown('report_file', out) },
    view: () => [`The report is in ${displayName(out)}.`],
    routine: true,
  };
}

function pieces(context: CommandContext, data: ReportData, format: ReportFormat): AsyncIterable<string> {
  return renderReport(data, format, context.engine.reportRows(data.operation_id));
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
