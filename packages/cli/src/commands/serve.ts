import { EXIT_CODES } from '@kempt/contracts';
import type { Answer, CommandContext } from '../context.ts';
import { openServer } from './service-process.ts';

/**
 * `kempt serve`.
 *
 * @param context - what it works with
 * @returns nothing to print once the service has stopped
 */
export async function serve(context: CommandContext): Promise<Answer> {
  const { commands, service } = await openServer(context);
  await commands.serve(service);
  return { exitCode: EXIT_CODES.ok };
}
