import { KemptError } from '../../../src/errors/kempt-error.ts';
import type { Engine } from '../../../src/operations/engine.ts';

/** Each time takes back what the one before left. */
const MOST_TIMES = 10;

/**
 * Undoes everything that is no undo until nothing of it is left. Undos that were cut short are not resumed: undoing again must
 * take back what they left, folders and times included.
 *
 * @param engine - the engine
 * @throws KemptError for everything that keeps an operation from being undone
 */
export async function undoEverything(engine: Engine): Promise<void> {
  for (const { type, operation_id: operationId } of await engine.history()) {
    if (type === 'undo') continue;
    for (let times = 0; await undoes(engine, operationId); times++) {
      if (times === MOST_TIMES) throw new Error(`something of operation ${operationId} is always left to undo`);
    }
  }
}

async function undoes(engine: Engine, operationId: string): Promise<boolean> {
  try {
    await engine.undo({ operationId });
    return true;
  } catch (error) {
    if (error instanceof KemptError && NOTHING_LEFT.has(error.code)) return false;
    throw error;
  }
}

const NOTHING_LEFT: ReadonlySet<string> = new Set(['nothing_to_undo', 'already_undone']);
