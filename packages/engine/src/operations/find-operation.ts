import { KemptError } from '../errors/kempt-error.ts';
import type { EngineParts } from './engine-parts.ts';

/**
 * Finds an operation by its id or a unique beginning of it.
 *
 * @param parts - the engine's parts
 * @param given - what the person typed
 * @returns the whole id
 * @throws KemptError `operation_not_found`
 */
export async function findOperation(parts: EngineParts, given: string): Promise<string> {
  const ids = await parts.store.list();
  const fitting = ids.includes(given) ? [given] : ids.filter((id) => id.startsWith(given));
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1 && given !== '') return only;
  const message = fitting.length > 1 ? `Several operations begin with ${given}.` : `There is no operation ${given}.`;
  throw new KemptError('operation_not_found', message, {
    hint: '`kempt history` lists the operations; a unique beginning of an id is enough.',
    details: { matching: fitting.slice(0, 10) },
  });
}
