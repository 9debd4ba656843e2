import { CACHE_KINDS, EXIT_CODES } from '@kempt/contracts';
import { readOptions } from '../arguments/read-options.ts';
import type { Answer, CommandContext, CommandInput } from '../context.ts';
import { openServer } from './service-process.ts';

/**
 * `kempt admin cache clear`.
 *
 * @param context - what it works with
 * @param input - what was typed
 * @returns what every service was told to forget
 */
export async function clearCache(context: CommandContext, input: CommandInput): Promise<Answer> {
  const { commands, service } = await openServer(context);
  const options = readOptions(input.options);
  const cleared = { kind: options.choice('kind', CACHE_KINDS) ?? null, match: options.text('match') ?? null };
  await commands.ADMIN_TASKS.clearCache(service, cleared);
  return { exitCode: EXIT_CODES.ok, data: cleared, view: () => [sentence(cleared)] };
}

function sentence({ kind, match }: { readonly kind: string | null; readonly match: string | null }): string {
  const ofKind = kind === null ? '' : ` of the kind ${kind}`;
  return `Every service forgets all answers${ofKind}${match === null ? '' : ` whose key fits ${match}`}.`;
}
