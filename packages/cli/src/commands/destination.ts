import { PRESETS, type OrganizeRequest } from '@kempt/engine';
import type { OptionReader } from '../arguments/read-options.ts';

/**
 * What was typed about where files go.
 *
 * @param options - values of `--by`, `--template` and `--keep-folders`
 * @returns that part of a request
 */
export function destinationOf(options: OptionReader): Pick<OrganizeRequest, 'by' | 'template' | 'keepFolders'> {
  const by = options.choice('by', PRESETS);
  const template = options.text('template');
  return {
    ...(by === undefined ? {} : { by }),
    ...(template === undefined ? {} : { template }),
    keepFolders: options.flag('keepFolders'),
  };
}
