import { EXIT_CODES } from '@kempt/contracts';
import type { IndexUse } from '@kempt/server';
import { formatBytes, formatCount } from '@kempt/engine';
import type { Answer, CommandContext, CommandInput } from '../context.ts';
import type { Page } from '../output/page.ts';
import { table } from '../output/table.ts';
import { openServer } from './service-process.ts';

const DONE: Answer = { exitCode: EXIT_CODES.ok };

/**
 * `kempt migrate`.
 *
 * @param context - what it works with
 * @returns nothing more to print
 */
export async function migrate(context: CommandContext): Promise<Answer> {
  const { commands, service } = await openServer(context);
  await commands.ADMIN_TASKS.migrate(service);
  return DONE;
}

/**
 * `kempt admin setup-link`.
 *
 * @param context - what it works with
 * @returns nothing more to print
 */
export async function setupLink(context: CommandContext): Promise<Answer> {
  const { commands, service } = await openServer(context);
  await commands.ADMIN_TASKS.setupLink(service);
  return DONE;
}

/**
 * `kempt admin rotate-keys`.
 *
 * @param context - what it works with
 * @returns nothing more to print
 */
export async function rotateKeys(context: CommandContext): Promise<Answer> {
  const { commands, service } = await openServer(context);
  await commands.ADMIN_TASKS.rotateKeys(service);
  return DONE;
}

/**
 * `kempt admin reset-password`.
 *
 * @param context - what it works with
 * @param input - whose
 * @returns the new password, this one time
 */
export async function resetPassword(context: CommandContext, input: CommandInput): Promise<Answer> {
  const { commands, service } = await openServer(context);
  const email = input.operands[0] ?? '';
  const password = await commands.ADMIN_TASKS.resetPassword(service, email);
  return { ...DONE, data: { email, password }, view: () => [`The new password of ${email}: ${password}`] };
}

/**
 * `kempt admin indexes`.
 *
 * @param context - what it works with
 * @returns size and use of each index
 */
export async function indexes(context: CommandContext): Promise<Answer> {
  const { commands, service } = await openServer(context);
  const found = await commands.ADMIN_TASKS.indexes(service);
  return {
    ...DONE,
    data: { indexes: found },
    view: (page) => viewIndexes(found, page),
  };
}

function viewIndexes(found: readonly IndexUse[], page: Page): string[] {
  const rows = found.map((row) => [row.table, row.index, formatBytes(row.size_bytes), formatCount(row.scans)]);
  return table(rows, {
    columns: [
      { title: 'Table', flexible: true },
      { title: 'Index', flexible: true },
      { title: 'Size', align: 'right' },
      { title: 'Scans', align: 'right' },
    ],
    width: page.width,
    heading: page.style.faint,
  });
}
