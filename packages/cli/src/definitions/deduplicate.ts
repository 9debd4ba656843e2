import { RECLAIM_ACTIONS } from '@kempt/contracts';
import { Option, type Command } from 'commander';
import { DEDUPLICATE_RULES, parseKeep } from '../arguments/parse-keep.ts';
import { describeCommand, type Dispatch } from './describe-command.ts';
import { withReadingOptions, withSelectionOptions } from './duplicates.ts';
import { withPlanOutOption, withPreviewOptions, withWaitOption, withWalkOptions } from './options.ts';

/** What each rule keeps. */
const RULES: Readonly<Record<(typeof DEDUPLICATE_RULES)[number], string>> = {
  first_seen: 'the one found first, DIR by DIR',
  oldest: 'the one that was changed first',
  newest: 'the one that was changed last',
  shortest_path: 'the one with the shortest path',
  deepest: 'the one below the most folders',
  reference_root: 'the one below --reference, and alone: only such groups',
};

const DESCRIPTION = [
  'Keeps one file of each group with the same bytes and moves the others into a quarantine: the folder ' +
    '.kempt-quarantine in DIR, on the same disk, which no command of Kempt looks into but "kempt quarantine". The space ' +
    'is free after "kempt quarantine purge". With --action hardlink the others become further names of the kept file ' +
    'instead, with --action symlink symbolic links to it take their place, and with --action reflink they share its bytes ' +
    'on the disk and stay files of their own (XFS, Btrfs); all three free space at once. The plan is shown first and carried out once you said yes; "kempt undo" brings everything back.',
  'Right before a file goes, it and the one that is kept are compared byte by byte; if either changed, or the kept one ' +
    'is gone, the file stays. What is written to one name of a file is in all of them: files are linked only when owner, ' +
    'permissions and attributes are the same, and never by another action than the one you named.',
  'A symbolic link leads nowhere once the kept file is moved, renamed or removed, "kempt organize" included. It is relative ' +
    'where both lie below one DIR, else absolute. Hard links have no such weakness, but stay on one disk.',
  'Files below --reference are never touched, and one of them is kept where a group has any. All names (hard links) of ' +
    'a duplicate go together. Projects stay whole, and files that are open for writing stay.',
].join('\n\n');

/**
 * Defines `kempt deduplicate`.
 *
 * @param dispatch - carries it out
 * @returns the command
 */
export function defineDeduplicate(dispatch: Dispatch): Command {
  const command = describeCommand({
    name: 'deduplicate',
    summary: 'keep one of each file, and quarantine or link its duplicates',
    description: DESCRIPTION,
    examples: [
      ['kempt deduplicate ~/Pictures --keep oldest', 'show what goes and what is kept, ask, then do it'],
      ['kempt deduplicate ~/Pictures --keep oldest,shortest_path --preview', 'only show it'],
      ['kempt deduplicate ~/Downloads --reference ~/Pictures --keep reference_root', 'what is in Pictures already'],
      ['kempt deduplicate ~/Music --keep shortest_path --action hardlink', 'one file under many names'],
      ['kempt deduplicate ~/Media --keep oldest --action symlink', 'links that say where the one file is'],
      [
        'kempt deduplicate ~/Pictures --keep oldest --plan-out plan.kempt',
        'keep the plan for a later "kempt apply plan.kempt"',
      ],
      ['kempt deduplicate . --keep newest --min-size 1M --yes', 'for scripts: no question'],
    ],
  })
    .argument('<DIR...>', 'the folders to look into')
    .addOption(
      new Option(
        '--keep <RULES>',
        'which file of a group is kept, one rule or several with commas, of which each is asked where those before it ' +
          `left more than one: ${DEDUPLICATE_RULES.map((rule) => `${rule} = ${RULES[rule]}`).join('; ')}`,
      )
        .argParser((text) => parseKeep(text, DEDUPLICATE_RULES))
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--action <ACTION>', 'what becomes of the others (default: quarantine)').choices(RECLAIM_ACTIONS),
    )
    .option('-y, --yes', 'do not ask (needed where nobody can be asked)');
  withPlanOutOption(withPreviewOptions(command));
  withSelectionOptions(command);
  withWalkOptions(command)
    .addOption(new Option('--across-mounts').implies({ crossMounts: true }).hideHelp())
    .option('--empty', 'take empty files too, which all are the same (default: they stay)')
    .option(
      '--into-projects',
      'take files out of projects too, folders with .git, package.json and the like (default: they stay whole)',
    )
    .option('--whole-home', 'allow a whole home folder as DIR (default: refused)');
  withReadingOptions(command);
  return withWaitOption(command).action(() =>
    dispatch(command, async () => (await import('../commands/deduplicate.ts')).deduplicate, { disk: true }),
  );
}
