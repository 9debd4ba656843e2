import type { Command } from 'commander';
import { describeCommand, type Dispatch } from './describe-command.ts';

/**
 * Defines `kempt serve`.
 *
 * @param dispatch - carries it out
 * @returns the command
 */
export function defineServe(dispatch: Dispatch): Command {
  const command = describeCommand({
    name: 'serve',
    summary: 'run the service: REST API and workers',
    description:
      'Runs Kempt as a service until Ctrl-C: a REST API with accounts, on http://127.0.0.1:8000 unless KEMPT_HOST and ' +
      'KEMPT_PORT say otherwise. Its database is a PostgreSQL of its own in the state folder, or the server that ' +
      'DATABASE_URL names. The first start prints a link with which the owner account is made; without an account nothing ' +
      'can be reached. Logs go to standard error. All settings are in docs/CONFIG.md.',
    examples: [
      ['kempt serve', 'the service on this machine alone'],
      ['KEMPT_PORT=9000 kempt serve', 'on another port'],
      ['DATABASE_URL=postgresql://kempt@db/kempt kempt serve', 'on a database server'],
    ],
  });
  return command.action(() =>
    dispatch(command, async () => (await import('../commands/serve.ts')).serve, { service: true }),
  );
}
