import { describeOutcome } from '../errors/describe-outcome.ts';
import { extensionOf, kindOfExtension, kindOfName } from '../identify/kinds.ts';
import { readPlan } from '../journal/plan-reader.ts';
import { STEP_FLAGS } from '../plan/plan.ts';
import { outcomeOf } from '@kempt/contracts';
import type { EngineParts } from './engine-parts.ts';
import type { FileRecord } from './engine.ts';
import { stepLines } from './step-lines.ts';
import { knownJournal } from './undo-operation.ts';

const UNKNOWN = 'application/octet-stream';

/**
 * One record a planned file, with what became of it.
 *
 * @param parts - the engine's parts
 * @param operationId - the operation
 * @returns records in plan order
 */
export async function* fileRecords(parts: EngineParts, operationId: string): AsyncGenerator<FileRecord> {
  const journal = await knownJournal(parts, operationId);
  const plan = await readPlan(parts.store.read(operationId, 'plan'));
  for await (const { step, flags, hash, line } of stepLines({ store: parts.store, operationId, plan })) {
    const outcome = outcomeOf(journal.codes[step] ?? 0);
    yield {
      ...line,
      step,
      outcome,
      message: outcome === 'completed' ? '' : describeOutcome(outcome, journal.messages.get(step)),
      mimetype: (flags & STEP_FLAGS.mismatch) === 0 ? mimetypeOf(line.original_path) : UNKNOWN,
      ...(hash === undefined ? {} : { file_hash: Buffer.from(hash).toString('hex') }),
    };
  }
}

function mimetypeOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return (kindOfName(name) ?? kindOfExtension(extensionOf(name)))?.mimetype ?? UNKNOWN;
}
