import { DEFAULT_THRESHOLD, KemptError, READ_ORDERS, type DuplicatesRequest } from '@kempt/engine';
import type { OptionReader } from '../arguments/read-options.ts';
import type { CommandContext, CommandInput } from '../context.ts';

/**
 * What was typed, as a request to the engine.
 *
 * @param context - what paths are relative to, and who hears of progress
 * @param input - the folders
 * @param options - the options
 * @returns the request
 * @throws KemptError `invalid_argument` when no size is both large and small enough, for a threshold of nothing, and for
 *   paths that are none
 */
export function duplicatesRequest(
  context: CommandContext,
  input: CommandInput,
  options: OptionReader,
): DuplicatesRequest {
  const absolute = (path: string): string => context.absolute(path);
  const readOrder = options.choice('readOrder', ['auto', ...READ_ORDERS]);
  return {
    roots: input.operands.map(absolute),
    references: options.texts('reference').map(absolute),
    ...sizes(options),
    include: options.texts('include'),
    exclude: options.texts('exclude'),
    hidden: options.flag('hidden'),
    crossMounts: options.flag('crossMounts'),
    empty: options.flag('empty'),
    ...(readOrder === undefined ? {} : { readOrder }),
    ...similar(options),
    cache: options.flag('cache'),
    signal: context.signal,
    onProgress: context.onProgress,
  };
}

function similar(options: OptionReader): Pick<DuplicatesRequest, 'similarImages'> {
  const threshold = options.number('threshold');
  if (options.flag('similarImages')) return { similarImages: { threshold: threshold ?? DEFAULT_THRESHOLD } };
  if (threshold === undefined) return {};
  throw new KemptError('invalid_argument', '--threshold says how similar images are to be, and none are looked for.', {
    hint: 'Add --similar-images, or leave --threshold out.',
    details: { threshold },
  });
}

function sizes(options: OptionReader): Pick<DuplicatesRequest, 'minSize' | 'maxSize'> {
  const minSize = options.number('minSize');
  const maxSize = options.number('maxSize');
  if (minSize !== undefined && maxSize !== undefined && minSize > maxSize) {
    throw new KemptError('invalid_argument', '--min-size is larger than --max-size, so no file can fit.', {
      hint: 'Swap the two, or leave one of them out.',
      details: { min_size: minSize, max_size: maxSize },
    });
  }
  return {
    ...(minSize === undefined ? {} : { minSize }),
    ...(maxSize === undefined ? {} : { maxSize }),
  };
}
