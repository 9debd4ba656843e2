import { EXIT_CODES } from '@kempt/contracts';
import type { Answer, CommandContext } from '../context.ts';

/**
 * `kempt serve`.
 *
 * @param context - what it works with
 * @returns nothing to print once the service has stopped
 */
export async function serve(context: CommandContext): Promise<Answer> {
  await context.services.serve({ signal: context.signal, say: (line) => context.print(`${line}\n`) });
  return { exitCode: EXIT_CODES.ok };
}
