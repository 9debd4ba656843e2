import type { DuplicatesResult } from '@kempt/contracts';
import { displayName, type DuplicateGroup, type DuplicatesRequest, type SimilarGroup } from '@kempt/engine';
import { duplicatesCsv, duplicatesHtml } from '@kempt/engine/render-duplicates';
import type { ReportFormat } from '@kempt/engine/render-report';
import type { Answer, CommandContext } from '../context.ts';
import { exactJson } from '../output/exact-json.ts';
import { pulled } from '../output/pulled.ts';
import { viewDuplicatesReport } from '../views/view-duplicates.ts';
import { exitCodeOfProblems } from './exit-code.ts';
import { remarkCache, remarkProblems } from './remark-search.ts';

/** Groups on a page: as many as somebody may want to look through. */
const GROUPS_ON_PAGE = 100;

/**
 * Looks for duplicates and writes what it finds as a document while it does, so that a file that exists is refused
 * before the search and not after it.
 *
 * @param context - what it works with
 * @param request - what to look for
 * @param report - form and file
 * @returns where the report is; without a file the report went to standard output
 */
export async function reportDuplicates(
  context: CommandContext,
  request: DuplicatesRequest,
  { format, out }: { readonly format: ReportFormat; readonly out: string | undefined },
): Promise<Answer> {
  const found: DuplicatesResult[] = [];
  const withSimilar = request.similarImages !== undefined;
  const pieces = piecesOf({ format, withSimilar }, async (different) => {
    const result = await context.engine.duplicates({ ...request, ...different });
    found.push(result);
    return result;
  });
  if (out === undefined) for await (const piece of pieces) await context.print(piece);
  else await context.services.writeNewFile(context.absolute(out), pieces);
  const [result] = found;
  if (result === undefined) throw new RangeError('a report was written without a search');
  await remarkCache(context, result);
  const exitCode = exitCodeOfProblems(result.problems);
  if (out === undefined) {
    await remarkProblems(context, result);
    return { exitCode };
  }
  const file = displayName(out);
  return {
    exitCode,
    data: { ...result, format, report_file: file },
    view: (page) => viewDuplicatesReport(result, file, page),
    routine: true,
  };
}

type Search = (
  different: Pick<DuplicatesRequest, 'largestGroups' | 'onGroup' | 'onSimilarGroup'>,
) => Promise<DuplicatesResult>;

async function* piecesOf(
  { format, withSimilar }: { readonly format: ReportFormat; readonly withSimilar: boolean },
  search: Search,
): AsyncGenerator<string> {
  if (format === 'json') yield `${exactJson(await search({}), 2)}\n`;
  else if (format === 'html') yield* duplicatesHtml(await search({ largestGroups: GROUPS_ON_PAGE }));
  else {
    const groups = pulled<DuplicateGroup | SimilarGroup>((push) => search({ onGroup: push, onSimilarGroup: push }));
    yield* duplicatesCsv(groups, { withSimilar });
  }
}
