import type { Command } from 'commander';
import { describeCommand, type Dispatch } from './describe-command.ts';

/**
 * Defines `kempt worker`.
 *
 * @param dispatch - carries it out
 * @returns the command
 */
export function defineWorker(dispatch: Dispatch): Command {
  const command = describeCommand({
    name: 'worker',
    summary: 'carry operations of a service out',
    description:
      'Carries operations out for services on the same database, until Ctrl-C. It must see the same folders and the ' +
      'same state folder as they do. KEMPT_WORKERS says how many operations it carries out at the same time. Told to ' +
      'stop, it finishes the batch in hand and hands the rest back.',
    examples: [
      ['DATABASE_URL=postgresql://kempt@db/kempt kempt worker', 'for a service on a database server'],
      ['KEMPT_WORKERS=2 kempt worker', 'two operations at a time'],
    ],
  });
  return command.action(() =>
    dispatch(command, async () => (await import('../commands/worker.ts')).worker, { service: true }),
  );
}
