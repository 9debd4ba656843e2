import { classifyRows } from './classify-rows.ts';
import { enterClaims, enterEntries } from './enter-places.ts';
import { PlanDraft } from './plan-draft.ts';
import type { PlanInput } from './plan-input.ts';
import { resolveFolders } from './resolve-folders.ts';

/**
 * Starts a plan: finds the folders behind all wanted paths, tells which rows are in place and which cannot go at all,
 * and enters what is there and what is wanted.
 *
 * @param input - what the plan is made of; nothing of it is changed
 * @returns the plan, ready to be settled
 */
export async function draftClaims(input: PlanInput): Promise<PlanDraft> {
  const draft = new PlanDraft(input);
  const problems = resolveFolders(draft);
  const claims = await classifyRows(draft, problems);
  if (claims === 0) return draft;
  await enterEntries(draft, claims);
  await enterClaims(draft);
  return draft;
}
