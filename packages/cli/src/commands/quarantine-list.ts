import { EXIT_CODES, type QuarantinedFile } from '@kempt/contracts';
import type { Answer, CommandContext } from '../context.ts';
import { viewQuarantine } from '../views/view-quarantine.ts';

/**
 * `kempt quarantine list`.
 *
 * @param context - what it works with
 * @returns what is in quarantine
 */
export async function list(context: CommandContext): Promise<Answer> {
  const quarantined: QuarantinedFile[] = [];
  for await (const file of context.engine.quarantined()) quarantined.push(file);
  const bytes = quarantined.reduce((sum, file) => sum + file.size_bytes, 0);
  return {
    exitCode: EXIT_CODES.ok,
    data: { files: quarantined.length, size_bytes: bytes, quarantined },
    view: (page) => viewQuarantine(quarantined, page),
  };
}
