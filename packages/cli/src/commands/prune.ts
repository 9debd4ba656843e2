import { EXIT_CODES } from '@kempt/contracts';
import { formatBytes, formatCount } from '@kempt/engine';
import { readOptions } from '../arguments/read-options.ts';
import type { Answer, CommandContext, CommandInput } from '../context.ts';
import { plural } from '../output/plural.ts';
import { viewHistory } from '../views/view-history.ts';

/**
 * `kempt history prune`.
 *
 * @param context - what it works with
 * @param input - what was typed
 * @returns the operations that are forgotten
 */
export async function prune(context: CommandContext, input: CommandInput): Promise<Answer> {
  const options = readOptions(input.options);
  const old = await context.engine.prunable(options.number('olderThan') ?? Number.POSITIVE_INFINITY);
  const undoable = old.filter((entry) => entry.undoable);
  if (undoable.length > 0 && !options.flag('yes')) {
    await context.confirm({
      text: `Forget ${plural(old.length, 'operation')}, and with them the undo of ${formatCount(undoable.length)}?`,
      view: (page) => [page.style.notable('These could not be undone any more:'), ...viewHistory(undoable, page)],
      hint: 'Use --yes to lose these undos without a question.',
      declined: 'Nothing was forgotten.',
    });
  }
  await context.engine.prune(old.map((entry) => entry.operation_id));
  const bytes = old.reduce((sum, entry) => sum + entry.journal_bytes, 0);
  return {
    exitCode: EXIT_CODES.ok,
    data: {
      pruned: old.map((entry) => entry.operation_id),
      undos_lost: undoable.map((entry) => entry.operation_id),
      journal_bytes: bytes,
    },
    view: () => [
      old.length === 0 ? 'Nothing is that old.' : `Forgot ${plural(old.length, 'operation')}, ${formatBytes(bytes)}.`,
    ],
    routine: true,
  };
}
