import { EXIT_CODES } from '@kempt/contracts';
import { formatCount } from '@kempt/engine';
import type { ChainVerdict } from '@kempt/server';
import { readAnchor } from '../arguments/parse-anchor.ts';
import { readOptions } from '../arguments/read-options.ts';
import type { Answer, CommandContext, CommandInput } from '../context.ts';
import { openServer } from './service-process.ts';

/**
 * `kempt admin audit verify`.
 *
 * @param context - what it works with
 * @param input - what was typed
 * @returns the first entry that is not as it was, if there is one
 */
export async function verifyAudit(context: CommandContext, input: CommandInput): Promise<Answer> {
  const { commands, service } = await openServer(context);
  const anchor = readOptions(input.options).text('expect');
  const verdict = await commands.ADMIN_TASKS.verifyAudit(
    service,
    anchor === undefined ? undefined : readAnchor(anchor),
  );
  return {
    exitCode: verdict.broken === null ? EXIT_CODES.ok : EXIT_CODES.with_problems,
    data: verdict,
    view: () => viewVerdict(verdict),
  };
}

/**
 * `kempt admin audit export`.
 *
 * @param context - what it works with
 * @returns nothing more to print
 */
export async function exportAudit(context: CommandContext): Promise<Answer> {
  const { commands, service } = await openServer(context);
  await commands.ADMIN_TASKS.exportAudit(service);
  return { exitCode: EXIT_CODES.ok };
}

type Problem = NonNullable<ChainVerdict['broken']>['problem'];

const PROBLEMS: Readonly<Record<Problem, (id: number) => string>> = {
  changed: (id) => `Entry ${id} was changed: its hash is not that of what it says.`,
  missing: (id) => `Entry ${id} is missing.`,
  replaced: (id) => `Entry ${id} is not the one that was there: it, or the one before it, was replaced.`,
  cut_off: (id) => `Entry ${id} and all behind it were cut off, or the note of the newest entry is gone.`,
  added: (id) => `Entry ${id} was added behind the newest one.`,
};

function viewVerdict({ entries, head, broken }: ChainVerdict): string[] {
  if (broken !== null) return [PROBLEMS[broken.problem](broken.id)];
  const newest = head === null || head.id === 0 ? [] : [`The newest: ${head.id}:${head.hash}`];
  return [`All entries of the audit log are as they were written: ${formatCount(entries)}.`, ...newest];
}
