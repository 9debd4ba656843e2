import { KemptError } from '@kempt/engine';
import type { OptionReader } from '../arguments/read-options.ts';
import type { CommandContext } from '../context.ts';

/** What to do with a plan other than carrying it out. */
export interface PreviewWishes {
  /** Show it and change nothing. */
  readonly preview: boolean;
  /** Show its steps as rows. */
  readonly list: boolean;
  /** Write it to this new file; absolute. */
  readonly planOut?: string;
}

/**
 * What was typed about previews.
 *
 * @param context - to make paths absolute
 * @param options - values of `--preview`, `--list` and `--plan-out`
 * @returns the wishes
 * @throws KemptError `invalid_argument` for `--list` without `--preview`
 */
export function previewWishes(context: Pick<CommandContext, 'absolute'>, options: OptionReader): PreviewWishes {
  const preview = options.flag('preview');
  const list = options.flag('list');
  if (list && !preview) {
    throw new KemptError('invalid_argument', '--list was given without --preview.', {
      hint: 'Add --preview to list the steps without carrying them out.',
    });
  }
  const planOut = options.text('planOut');
  return { preview, list, ...(planOut === undefined ? {} : { planOut: context.absolute(planOut) }) };
}
