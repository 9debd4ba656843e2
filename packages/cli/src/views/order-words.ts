import { formatBytes, type PlanPreview } from '@kempt/engine';
import { plural } from '../output/plural.ts';
import { ACTION_WORDS, type PlanAction } from './action-words.ts';

/**
 * What a plan would do, in the words of an order. An organize may take duplicates away beside what it moves.
 *
 * @param preview - what the engine knows of the plan
 * @param action - what happens to files
 * @param withBytes - whether to say how much it moves
 * @returns such as `Move 3 files and quarantine 1 duplicate`
 */
export function orderWords(preview: PlanPreview, action: PlanAction, withBytes: boolean): string {
  const { result, folders } = preview;
  const taken = result.type === 'organize' && preview.duplicates !== undefined ? takenAway(preview) : 0;
  const bytes = folders.reduce((sum, folder) => sum + folder.total_size_bytes, 0);
  const moved = plural(result.files_planned - taken, 'file');
  const order = `${ACTION_WORDS[action].order} ${moved}${withBytes ? ` (${formatBytes(bytes)})` : ''}`;
  if (preview.duplicates?.some((line) => line.action === 'hardlink') === true) return `${order} and link duplicates`;
  return taken === 0 ? order : `${order} and quarantine ${plural(taken, 'duplicate')}`;
}

/** Files that go into no folder of the tree that is shown. */
function takenAway({ result, folders }: PlanPreview): number {
  return result.files_planned - folders.reduce((sum, folder) => sum + folder.file_count, 0);
}
