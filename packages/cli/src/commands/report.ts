import { EXIT_CODES, type ReportData } from '@kempt/contracts';
import { displayName, shown } from '@kempt/engine';
import { renderReport, type ReportFormat } from '@kempt/engine/render-report';
import { readOptions } from '../arguments/read-options.ts';
import type { Answer, CommandContext, CommandInput } from '../context.ts';
import { chosenReport } from './chosen-report.ts';
import { namedOperation } from './operand.ts';

/**
 * `kempt report`.
 *
 * @param context - what it works with
 * @param input - what was typed
 * @returns where the report is; without `--out` the report went to standard output
 */
export async function report(context: CommandContext, input: CommandInput): Promise<Answer> {
  const options = readOptions(input.options);
  const { format = 'html', out } = chosenReport(context, options);
  const data = await context.engine.reportData(namedOperation(input));
  if (out !== undefined) return writeReport(context, data, { out, format });
  if (context.json) return { exitCode: EXIT_CODES.ok, data };
  for await (const piece of pieces(context, data, format)) await context.print(piece);
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
