import type { JournalStore } from '../ports/journal-store.ts';

/**
 * Something that is another whenever an operation began, went on or was forgotten; it costs a look at each file's size.
 *
 * @param store - where operations are kept
 * @returns text to be compared
 */
export async function historyMark(store: JournalStore): Promise<string> {
  const marks: string[] = [];
  for (const operationId of await store.list()) marks.push(`${operationId}:${await store.sizeOf(operationId)}`);
  return marks.join(' ');
}
