import { categoryOf, type StepLine } from '@kempt/contracts';
import { shown } from '../names/shown.ts';
import type { OrganizePlan } from './plan-organize.ts';

/**
 * The first files that stay because the name they should get is taken.
 *
 * @param made - the plan
 * @returns lines that lead from where they are to the name that is taken
 */
export function stayingLines(made: OrganizePlan): readonly StepLine[] {
  const { solved, scanned, source, destination, destinations } = made;
  const { table } = scanned;
  return solved.conflicts.flatMap(({ row, step }): StepLine[] => {
    if (step !== undefined) return [];
    const folder = destinations.folders[destinations.folder[row] ?? 0] ?? '';
    const name = destinations.newName(row) ?? table.name(row);
    const target = [destination.root.path, folder, name].filter((part) => part !== '').join('/');
    return [
      {
        ...shown('original_path', `${source.path}/${table.path(row)}`),
        ...shown('new_path', target),
        category: categoryOf(table.category[row] ?? 0),
        size_bytes: table.size[row] ?? 0,
        action: 'leave',
      },
    ];
  });
}
