import { readReadable, type JournalState } from '../journal/journal-reader.ts';
import { JournalWriter } from '../journal/journal-writer.ts';
import type { OperationContext } from './operation-context.ts';

/**
 * Reads the journal of an operation for a rebuild, which looks at the disk for every step that has no outcome. When not
 * even its begin can be read it is begun anew from the plan.
 *
 * @param context - the operation
 * @returns what can be read, as of a journal that is damaged behind that
 */
export async function rebuildJournal(context: OperationContext): Promise<JournalState | undefined> {
  const { store, operationId, files, plan } = context;
  const readable = await readReadable(store, operationId);
  if (readable !== undefined) return { ...readable, damage: 'corrupt' };
  const { digest, header, counts } = plan;
  await files.truncate('journal', 0);
  const begin = { operation_id: operationId, plan_digest: digest, started_at: header.created_at, header, counts };
  await new JournalWriter(files).begin(begin);
  const begun = await readReadable(store, operationId);
  return begun === undefined ? undefined : { ...begun, damage: 'corrupt' };
}
