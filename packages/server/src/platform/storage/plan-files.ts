import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Where the frozen plan of a preview lies: in the state folder, which every API and worker can read.
 *
 * @param stateFolder - absolute path of the state folder
 * @param operationId - the operation
 * @returns path of the plan file
 */
export function planFileOf(stateFolder: string, operationId: string): string {
  return join(stateFolder, 'plans', `${operationId}.plan`);
}

/**
 * Makes room for a plan: the folder is there, and no plan of an earlier attempt is.
 *
 * @param stateFolder - absolute path of the state folder
 * @param operationId - the operation
 * @returns path of the plan file
 */
export async function clearPlanFile(stateFolder: string, operationId: string): Promise<string> {
  await mkdir(join(stateFolder, 'plans'), { recursive: true, mode: 0o700 });
  await removePlanFile(stateFolder, operationId);
  return planFileOf(stateFolder, operationId);
}

/**
 * Removes the plan of an operation that nobody will carry out.
 *
 * @param stateFolder - absolute path of the state folder
 * @param operationId - the operation
 */
export async function removePlanFile(stateFolder: string, operationId: string): Promise<void> {
  await rm(planFileOf(stateFolder, operationId), { force: true });
}
