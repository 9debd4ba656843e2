import { KEEP_RULES, RECLAIM_ACTIONS, type DeduplicateRequest } from '@kempt/engine';
import { readOptions, type OptionReader } from '../arguments/read-options.ts';
import type { Answer, CommandContext, CommandInput } from '../context.ts';
import { carryOutPlan } from './carry-out-plan.ts';
import { duplicatesRequest } from './duplicates-request.ts';
import { previewWishes } from './preview-wishes.ts';

/**
 * `kempt deduplicate`.
 *
 * @param context - what it works with
 * @param input - what was typed
 * @returns what went to the quarantine, or what would
 */
export async function deduplicate(context: CommandContext, input: CommandInput): Promise<Answer> {
  const options = readOptions(input.options);
  const wishes = previewWishes(context, options);
  const planned = await context.engine.planDeduplicate(requestOf(context, input, options));
  return carryOutPlan(context, planned, { ...wishes, ask: !options.flag('yes') });
}

function requestOf(context: CommandContext, input: CommandInput, options: OptionReader): DeduplicateRequest {
  const chosen = options.texts('keep');
  return {
    ...duplicatesRequest(context, input, options),
    keep: chosen.flatMap((word) => KEEP_RULES.filter((rule) => rule === word)),
    action: options.choice('action', RECLAIM_ACTIONS) ?? 'quarantine',
    intoProjects: options.flag('intoProjects'),
    wholeHome: options.flag('wholeHome'),
    wait: options.flag('wait'),
  };
}
