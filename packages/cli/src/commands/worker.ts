import { EXIT_CODES } from '@kempt/contracts';
import type { Answer, CommandContext } from '../context.ts';
import { openServer } from './service-process.ts';

/**
 * `kempt worker`.
 *
 * @param context - what it works with
 * @returns nothing to print once the worker has stopped
 */
export async function worker(context: CommandContext): Promise<Answer> {
  const { commands, service } = await openServer(context);
  await commands.work(service);
  return { exitCode: EXIT_CODES.ok };
}
