import { EXIT_CODES } from '@kempt/contracts';
import type { Answer, CommandContext } from '../context.ts';
import { viewHistory } from '../views/view-history.ts';

/**
 * `kempt history`.
 *
 * @param context - what it works with
 * @returns every operation, newest first
 */
export async function history(context: CommandContext): Promise<Answer> {
  const operations = await context.engine.history();
  return { exitCode: EXIT_CODES.ok, data: { operations }, view: (page) => viewHistory(operations, page) };
}
