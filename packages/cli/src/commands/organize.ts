import { CONFLICT_POLICIES } from '@kempt/contracts';
import { DUPLICATE_POLICIES, KEEP_RULES, KemptError, type OrganizeRequest } from '@kempt/engine';
import { readOptions, type OptionReader } from '../arguments/read-options.ts';
import type { Answer, CommandContext, CommandInput } from '../context.ts';
import { carryOutPlan } from './carry-out-plan.ts';
import { destinationOf } from './destination.ts';
import { operand } from './operand.ts';
import { previewWishes } from './preview-wishes.ts';

/**
 * `kempt organize`.
 *
 * @param context - what it works with
 * @param input - what was typed
 * @returns what was done, or what would be
 */
export async function organize(context: CommandContext, input: CommandInput): Promise<Answer> {
  const options = readOptions(input.options);
  const wishes = previewWishes(context, options);
  const planned = await context.engine.planOrganize(requestOf(context, operand(input, 0), options));
  return carryOutPlan(context, planned, { ...wishes, ask: !options.flag('yes') });
}

function requestOf(context: CommandContext, root: string, options: OptionReader): OrganizeRequest {
  const into = options.text('into');
  const mode = options.choice('mode', ['move', 'copy']);
  const onConflict = options.choice('onConflict', CONFLICT_POLICIES);
  const settleSeconds = options.number('settle');
  return {
    root: context.absolute(root),
    ...destinationOf(options),
    ...(into === undefined ? {} : { into: context.absolute(into) }),
    ...(mode === undefined ? {} : { mode }),
    ...(onConflict === undefined ? {} : { onConflict }),
    ...duplicatesOf(options),
    ...(settleSeconds === undefined ? {} : { settleSeconds }),
    hidden: options.flag('hidden'),
    crossMounts: options.flag('crossMounts'),
    intoProjects: options.flag('intoProjects'),
    keepEmptyDirs: options.flag('keepEmptyDirs'),
    wholeHome: options.flag('wholeHome'),
    hash: options.flag('hash'),
    wait: options.flag('wait'),
    signal: context.signal,
    onProgress: context.onProgress,
  };
}

function duplicatesOf(options: OptionReader): Pick<OrganizeRequest, 'duplicates' | 'keep'> {
  const duplicates = options.choice('duplicates', DUPLICATE_POLICIES);
  const chosen = options.texts('keep');
  if (duplicates === undefined && chosen.length > 0) {
    throw new KemptError('invalid_argument', '--keep says which duplicate is kept, and none are looked for.', {
      hint: 'Add --duplicates.',
    });
  }
  if (duplicates === undefined) return {};
  const keep = chosen.flatMap((word) => KEEP_RULES.filter((rule) => rule === word));
  return { duplicates, ...(keep.length === 0 ? {} : { keep }) };
}
