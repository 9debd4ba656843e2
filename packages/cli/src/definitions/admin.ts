import type { Command } from 'commander';
import { defineAdminAudit } from './admin-audit.ts';
import { defineAdminCache } from './admin-cache.ts';
import { describeCommand, type CommandText, type Dispatch, type LoadHandler } from './describe-command.ts';

/** A subcommand: what its help says, and what carries it out. */
interface AdminCommand {
  readonly text: CommandText;
  readonly load: LoadHandler;
  /** Name and description of its argument. */
  readonly argument?: readonly [string, string];
}

const COMMANDS: readonly AdminCommand[] = [
  {
    text: {
      name: 'setup-link',
      summary: 'print a new link for the owner account',
      description: 'Prints a new set-up link as long as nobody has an account. The one before it ends.',
      examples: [['kempt admin setup-link', 'when the first one is lost']],
    },
    load: async () => (await import('../commands/admin.ts')).setupLink,
  },
  {
    text: {
      name: 'reset-password',
      summary: 'give an account a new password',
      description:
        'Gives an account a new password, prints it this one time, enables the account and ends all its sessions.',
      examples: [['kempt admin reset-password ada@example.org', 'for somebody who is locked out']],
    },
    load: async () => (await import('../commands/admin.ts')).resetPassword,
    argument: ['<EMAIL>', 'the e-mail address of the account'],
  },
  {
    text: {
      name: 'rotate-keys',
      summary: 'sign access tokens with a new key',
      description:
        'Signs access tokens with a new key from now on. Those under the key before stay good until they expire.',
      examples: [['kempt admin rotate-keys', 'once in a while']],
    },
    load: async () => (await import('../commands/admin.ts')).rotateKeys,
  },
  {
    text: {
      name: 'indexes',
      summary: 'list the indexes of the database',
      description: 'Lists size and use of each index, the largest first, as PostgreSQL counts it.',
      examples: [['kempt admin indexes', 'what takes space and what is never used']],
    },
    load: async () => (await import('../commands/admin.ts')).indexes,
  },
];

/**
 * Defines `kempt admin` with its subcommands.
 *
 * @param dispatch - carries them out
 * @returns the command
 */
export function defineAdmin(dispatch: Dispatch): Command {
  const admin = describeCommand({
    name: 'admin',
    summary: 'look after the service from its own machine',
    description:
      'What an administrator does where the service runs, without an account: whoever may read its database may do this.',
    examples: [
      ['kempt admin setup-link', 'a new link for the owner account'],
      ['kempt admin reset-password ada@example.org', 'for somebody who is locked out'],
      ['kempt admin indexes', 'size and use of the indexes'],
    ],
  });
  for (const { text, load, argument } of COMMANDS) {
    const command = describeCommand(text);
    if (argument !== undefined) command.argument(...argument);
    admin.addCommand(command.action(() => dispatch(command, load)));
  }
  return admin.addCommand(defineAdminAudit(dispatch)).addCommand(defineAdminCache(dispatch));
}
