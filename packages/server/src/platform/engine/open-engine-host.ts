import type { EngineMethods } from './engine-methods.ts';
import { ThreadHost } from './thread-host.ts';

/** The engine, in a thread of its own. */
export type EngineHost = ThreadHost<EngineMethods>;

/**
 * Starts a thread with the engine.
 *
 * @param stateFolder - absolute raw path of Kempt's state folder
 * @returns its host; close it in the end
 */
export function openEngineHost(stateFolder: string): EngineHost {
  return new ThreadHost<EngineMethods>(new URL('./engine-worker.ts', import.meta.url), { stateFolder });
}
