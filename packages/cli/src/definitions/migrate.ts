import type { Command } from 'commander';
import { describeCommand, type Dispatch } from './describe-command.ts';

/**
 * Defines `kempt migrate`.
 *
 * @param dispatch - carries it out
 * @returns the command
 */
export function defineMigrate(dispatch: Dispatch): Command {
  const command = describeCommand({
    name: 'migrate',
    summary: "bring the service's tables up to date",
    description:
      'Brings the tables of the database up to date and ends. "kempt serve" and "kempt worker" do the same when they ' +
      'start; this is for those who want it done before. Several at once wait for each other.',
    examples: [['DATABASE_URL=postgresql://kempt@db/kempt kempt migrate', 'before a new version starts']],
  });
  return command.action(() => dispatch(command, async () => (await import('../commands/admin.ts')).migrate));
}
