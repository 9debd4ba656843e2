import type { QuarantinedFile } from '@kempt/contracts';
import { formatBytes } from '@kempt/engine';
import { readOptions } from '../arguments/read-options.ts';
import type { Answer, CommandContext, CommandInput } from '../context.ts';
import { plural } from '../output/plural.ts';
import { viewQuarantine } from '../views/view-quarantine.ts';
import { answerOfResults } from './answer-of-results.ts';

/**
 * `kempt quarantine purge`.
 *
 * @param context - what it works with
 * @param input - what was typed
 * @returns what was removed for good
 */
export async function purge(context: CommandContext, input: CommandInput): Promise<Answer> {
  const options = readOptions(input.options);
  const old = await oldFiles(context, options.number('olderThan') ?? Number.POSITIVE_INFINITY);
  if (old.length > 0 && !options.flag('yes')) {
    const bytes = old.reduce((sum, file) => sum + file.size_bytes, 0);
    await context.confirm({
      text: `Remove ${plural(old.length, 'file')} (${formatBytes(bytes)}) for good?`,
      view: (page) => [page.style.notable('These could not be brought back any more:'), ...viewQuarantine(old, page)],
      hint: 'Use --yes to remove them without a question.',
      declined: 'Nothing was removed.',
    });
  }
  const results = await context.engine.purge({
    operationIds: [...new Set(old.map((file) => file.operation_id))],
    wait: options.flag('wait'),
    signal: context.signal,
    onProgress: context.onProgress,
  });
  return answerOfResults(results);
}

/** What cannot be reached cannot be removed either. */
async function oldFiles({ engine }: CommandContext, olderThanSeconds: number): Promise<readonly QuarantinedFile[]> {
  const before = Date.now() - olderThanSeconds * 1000;
  const old: QuarantinedFile[] = [];
  for await (const file of engine.quarantined()) {
    if (file.reachable && Date.parse(file.quarantined_at) <= before) old.push(file);
  }
  return old;
}
