import { readOptions } from '../arguments/read-options.ts';
import type { Answer, CommandContext, CommandInput } from '../context.ts';
import { carryOutPlan } from './carry-out-plan.ts';
import { operand } from './operand.ts';
import { previewWishes } from './preview-wishes.ts';

/**
 * `kempt apply`.
 *
 * @param context - what it works with
 * @param input - what was typed
 * @returns what was done, or what would be
 */
export async function apply(context: CommandContext, input: CommandInput): Promise<Answer> {
  const options = readOptions(input.options);
  const wishes = previewWishes(context, options);
  const match = options.choice('match', ['inode', 'content']);
  const planned = await context.engine.openPlanFile(context.absolute(operand(input, 0)), {
    ...(match === undefined ? {} : { match }),
    wait: options.flag('wait'),
    signal: context.signal,
  });
  return carryOutPlan(context, planned, { ...wishes, ask: false });
}
