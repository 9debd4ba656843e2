import assert from 'node:assert/strict';
import { createEngine } from '../../../src/operations/create-engine.ts';
import type { DeduplicateRequest, OrganizeRequest } from '../../../src/operations/engine.ts';
import type { EngineParts } from '../../../src/operations/engine-parts.ts';
import type { AppendMoment, CrashWork } from '../fixtures/crash-run.ts';
import { leaveDeduplicate, leavePlan, type KillChoice } from './crash-bench.ts';
import { KNOTTY_TEMPLATE } from './knotty-tree.ts';

/** Brings the trees to where the work begins, and says what the work is. */
export type Begin = (parts: EngineParts) => Promise<CrashWork>;

/** An organize of a root, as far as it differs from others. */
export type WantedOrganize = Partial<OrganizeRequest> & Pick<OrganizeRequest, 'root'>;

/** A deduplicate of roots, as far as it differs from others. */
export type WantedDeduplicate = Partial<DeduplicateRequest> & Pick<DeduplicateRequest, 'roots'>;

const KEEP = { action: 'quarantine', keep: ['first_seen'] } as const;

/**
 * The n-th run is killed at the n-th step of the disk.
 *
 * @param n - number of the run, from 1
 * @returns its kill
 */
export const atStep: KillChoice = (n) => ({ killAtStep: n });

/**
 * The n-th run is killed at the n-th append to a plan or a journal.
 *
 * @param moment - with half of it on disk, or right behind it
 * @returns the kill of each run
 */
export function atAppend(moment: AppendMoment): KillChoice {
  return (n) => ({ killAtAppend: { append: n, moment } });
}

/**
 * An organize that waits for no file to settle.
 *
 * @param wanted - the root, and what differs from an organize by {@link KNOTTY_TEMPLATE}
 * @returns the request
 */
export function request(wanted: WantedOrganize): OrganizeRequest {
  return { template: KNOTTY_TEMPLATE, settleSeconds: 0, ...wanted };
}

/**
 * The killed work is an organize.
 *
 * @param wanted - the root, and what differs from an organize by {@link KNOTTY_TEMPLATE}
 * @returns what brings the tree to where that begins
 */
export function planned(wanted: WantedOrganize): Begin {
  return async (parts) => ({ kind: 'carry_out', operationId: await leavePlan(parts, request(wanted)) });
}

/**
 * The killed work takes duplicates away.
 *
 * @param wanted - the roots, and what differs from keeping the first and putting the others into quarantine
 * @returns what brings the tree to where that begins
 */
export function deduplicated(wanted: WantedDeduplicate): Begin {
  return async (parts) => ({
    kind: 'carry_out',
    operationId: await leaveDeduplicate(parts, { ...KEEP, ...wanted }),
  });
}

/**
 * The killed work is the undo of a deduplicate.
 *
 * @param wanted - the roots, and what differs from keeping the first and putting the others into quarantine
 * @returns what brings the tree to where that begins
 */
export function linked(wanted: WantedDeduplicate): Begin {
  return async (parts) => {
    const plan = await createEngine(parts).planDeduplicate({ ...KEEP, ...wanted });
    assert.equal((await plan.apply()).status, 'completed');
    return { kind: 'undo', operationId: plan.operationId };
  };
}

/**
 * The killed work is the undo of an organize.
 *
 * @param wanted - the root, and what differs from an organize by {@link KNOTTY_TEMPLATE}
 * @returns what brings the tree to where that begins
 */
export function organized(wanted: WantedOrganize): Begin {
  return async (parts) => {
    const plan = await createEngine(parts).planOrganize(request(wanted));
    assert.equal((await plan.apply()).status, 'completed');
    return { kind: 'undo', operationId: plan.operationId };
  };
}

/**
 * The killed work is the undo of an undo.
 *
 * @param wanted - the root, and what differs from an organize by {@link KNOTTY_TEMPLATE}
 * @returns what brings the tree to where that begins
 */
export function undone(wanted: WantedOrganize): Begin {
  return async (parts) => {
    const engine = createEngine(parts);
    const plan = await engine.planOrganize(request(wanted));
    assert.equal((await plan.apply()).status, 'completed');
    return { kind: 'undo', operationId: (await engine.undo({})).operation_id };
  };
}
