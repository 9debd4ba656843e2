import { Option, type Command } from 'commander';
import { parseAge } from '../arguments/parse-seconds.ts';
import { describeCommand, type Dispatch } from './describe-command.ts';
import { withIdleYes, withWaitOption } from './options.ts';

/**
 * Defines `kempt quarantine` with its subcommands.
 *
 * @param dispatch - carries them out
 * @returns the command
 */
export function defineQuarantine(dispatch: Dispatch): Command {
  return describeCommand({
    name: 'quarantine',
    summary: 'look after duplicates that were taken away',
    description:
      'Duplicates that "kempt deduplicate" took away lie in .kempt-quarantine in the folder that was named. They take ' +
      'their space until they are purged, and can be brought back until then.',
    examples: [
      ['kempt quarantine list', 'what is there, where it came from, and what was kept'],
      ['kempt quarantine restore "*.jpg"', 'bring some of it back'],
      ['kempt quarantine purge --older-than 30d', 'free the space'],
    ],
  })
    .addCommand(defineList(dispatch))
    .addCommand(defineRestore(dispatch))
    .addCommand(definePurge(dispatch));
}

function defineList(dispatch: Dispatch): Command {
  const command = describeCommand({
    name: 'list',
    summary: 'list what is in quarantine',
    description: 'Lists every file in quarantine, oldest first, as far as it is still there.',
    examples: [
      ['kempt quarantine list', 'what is there'],
      ['kempt quarantine list --json | jq -r ".quarantined[].original_path"', 'where it all came from'],
    ],
  });
  return command.action(() => dispatch(command, async () => (await import('../commands/quarantine-list.ts')).list));
}

function defineRestore(dispatch: Dispatch): Command {
  const command = describeCommand({
    name: 'restore',
    summary: 'bring files back from quarantine',
    description:
      'Brings files back to where they were: all that an operation took away (as "kempt undo" does), those that came ' +
      'from a path or from below a folder, or those whose old path fits a glob (the bare name, where the glob has no ' +
      'slash). Nothing is overwritten; a file whose place is taken stays in quarantine and is listed.',
    examples: [
      ['kempt quarantine restore 20260131-1425', 'all that an operation took away'],
      ['kempt quarantine restore ~/Pictures/2023', 'what came from a folder'],
      ['kempt quarantine restore "*.jpg"', 'what fits'],
    ],
  }).argument('<WHAT>', 'an operation, a path or a glob');
  return withIdleYes(withWaitOption(command)).action(() =>
    dispatch(command, async () => (await import('../commands/quarantine-restore.ts')).restore),
  );
}

function definePurge(dispatch: Dispatch): Command {
  const command = describeCommand({
    name: 'purge',
    summary: 'remove what is in quarantine for good',
    description:
      'Removes files that went to quarantine longer ago than an age. This frees their space, cannot be taken back, and ' +
      'is the only thing in Kempt that destroys the bytes of a file. A file that changed in quarantine stays.',
    examples: [
      ['kempt quarantine purge --older-than 30d', 'show what goes, ask, then remove it'],
      ['kempt quarantine purge --older-than 12w --yes', 'for cron'],
      ['kempt quarantine purge --older-than 0s', 'everything'],
    ],
  })
    .addOption(
      new Option('--older-than <AGE>', 'a whole number and s, m, h, d or w, for example 30d')
        .argParser(parseAge)
        .makeOptionMandatory(),
    )
    .option('-y, --yes', 'do not ask (needed where nobody can be asked)');
  return withWaitOption(command).action(() =>
    dispatch(command, async () => (await import('../commands/quarantine-purge.ts')).purge),
  );
}
