import { Option, type Command } from 'commander';
import { checkAnchor } from '../arguments/parse-anchor.ts';
import { describeCommand, type Dispatch } from './describe-command.ts';

/**
 * Defines `kempt admin audit` with its subcommands.
 *
 * @param dispatch - carries them out
 * @returns the command
 */
export function defineAdminAudit(dispatch: Dispatch): Command {
  return describeCommand({
    name: 'audit',
    summary: 'check or save the audit log',
    description:
      'The audit log tells who did what, from where, and whether it was allowed. Each entry carries the hash of the one ' +
      'before it, so that one that was changed, taken out or put in is found.',
    examples: [
      ['kempt admin audit verify', 'whether every entry is as it was written'],
      ['kempt admin audit export > audit.jsonl', 'all of it, one JSON object a line'],
    ],
  })
    .addCommand(defineVerify(dispatch))
    .addCommand(defineExport(dispatch));
}

function defineVerify(dispatch: Dispatch): Command {
  const command = describeCommand({
    name: 'verify',
    summary: 'find a changed or missing entry',
    description:
      'Walks the whole chain and names the first entry that was changed, taken out, put in or cut off; it exits with 1 ' +
      'then. Whoever can rewrite the whole database can make another chain that is whole: to find that too, write down ' +
      'the newest entry that this prints, or keep the log lines of kempt.audit on another machine, and expect it later.',
    examples: [
      ['kempt admin audit verify', 'for cron'],
      ['kempt admin audit verify --expect 41:$HASH', 'with the newest entry of last time'],
    ],
  }).addOption(
    new Option('--expect <NUMBER:HASH>', 'an entry that must be there, as it was printed before').argParser(
      checkAnchor,
    ),
  );
  return command.action(() => dispatch(command, async () => (await import('../commands/admin-audit.ts')).verifyAudit));
}

function defineExport(dispatch: Dispatch): Command {
  const command = describeCommand({
    name: 'export',
    summary: 'print the audit log as JSON lines',
    description: 'Prints every entry, the oldest first, as one JSON object a line.',
    examples: [['kempt admin audit export > audit.jsonl', 'to keep it elsewhere']],
  });
  return command.action(() => dispatch(command, async () => (await import('../commands/admin-audit.ts')).exportAudit));
}
