import type { PlannedOperation } from '@kempt/engine';

const PLAN_ACTIONS = ['move', 'copy', 'quarantine', 'hardlink', 'reflink', 'symlink'] as const;

/** What a plan does with files. */
export type PlanAction = (typeof PLAN_ACTIONS)[number];

/** The words for it. */
export const ACTION_WORDS: Readonly<Record<PlanAction, { readonly order: string; readonly past: string }>> = {
  move: { order: 'Move', past: 'moved' },
  copy: { order: 'Copy', past: 'copied' },
  quarantine: { order: 'Quarantine', past: 'quarantined' },
  hardlink: { order: 'Link', past: 'linked' },
  reflink: { order: 'Share the bytes of', past: 'shared' },
  symlink: { order: 'Put symbolic links in place of', past: 'replaced by symbolic links' },
};

/** What an organize does with duplicates, beside what it is for. */
const BESIDE: ReadonlySet<PlanAction> = new Set(['quarantine', 'hardlink']);

/**
 * What a plan does with files. A plan file says so only in its steps, and all of them do the same, but for duplicates and
 * old files that an organize takes away before.
 *
 * @param planned - a plan
 * @returns `copy` when its first step copies
 */
export async function actionOf(planned: Pick<PlannedOperation, 'lines' | 'preview'>): Promise<PlanAction> {
  const isOrganize = planned.preview.result.type === 'organize';
  for await (const line of planned.lines()) {
    const action = PLAN_ACTIONS.find((known) => known === line.action);
    if (action !== undefined && !(isOrganize && BESIDE.has(action))) return action;
  }
  return 'move';
}
