import { CONFLICT_POLICIES, DUPLICATE_POLICIES } from '@kempt/contracts';
import type { Preset } from '@kempt/engine';
import type { ReportFormat } from '@kempt/engine/render-report';
import { Option, type Command } from 'commander';
import { ORGANIZE_RULES, parseKeep } from '../arguments/parse-keep.ts';
import { parseSeconds } from '../arguments/parse-seconds.ts';

const FORMATS: readonly ReportFormat[] = ['json', 'csv', 'html'];

/** What each preset makes, below the destination. */
const PRESETS: Readonly<Record<Preset, string>> = {
  category: '{category}/{filename}',
  year: '{year}/{filename}',
  'category-year': '{category}/{year}/{filename}',
  extension: '{extension|default:no_extension}/{filename}',
};

/**
 * Adds the options that say what is looked at.
 *
 * @param command - a command that walks a tree
 * @returns the same command
 */
export function withWalkOptions(command: Command): Command {
  return command
    .option('--hidden', 'take hidden files and folders too (default: they stay)')
    .option('--cross-mounts', 'enter other file systems mounted below DIR (default: stay on its own)');
}

/**
 * Adds the options that say where a file goes.
 *
 * @param command - a command that works destinations out
 * @returns the same command
 */
export function withDestinationOptions(command: Command): Command {
  const presets = Object.entries(PRESETS).map(([name, template]) => `${name} = ${template}`);
  return command
    .addOption(
      new Option('--by <PRESET>', `where files go: ${presets.join(', ')} (default: category)`)
        .choices(Object.keys(PRESETS))
        .conflicts('template'),
    )
    .option(
      '--template <TEMPLATE>',
      'where files go, in words of your own, such as "{category}/{taken:%Y-%m}/{filename}"',
    )
    .addOption(
      new Option(
        '--keep-folders',
        'keep the folders files are in now below those of the preset (default: put files into them flat)',
      ).conflicts('template'),
    );
}

/**
 * Adds the options that only organize has.
 *
 * @param command - the command organize
 * @returns the same command
 */
export function withOrganizeOptions(command: Command): Command {
  return command
    .option('--into <DEST>', 'the folder files go to (default: DIR itself)')
    .addOption(
      new Option('--mode <move|copy>', 'move files, or leave them and make copies (default: move)').choices([
        'move',
        'copy',
      ]),
    )
    .addOption(
      new Option(
        '--on-conflict <POLICY>',
        'when another file has the name: skip leaves the file where it is, rename_new gives it a number, ' +
          'rename_existing gives the other one a number, deduplicate leaves it where it is when both hold the same ' +
          'bytes and else acts as rename_new, overwrite takes the other one to the quarantine (default: rename_new)',
      ).choices(CONFLICT_POLICIES),
    )
    .addOption(
      new Option(
        '--duplicates <POLICY>',
        'look for files of DIR with the same bytes, which reads them, and keep one of each: leave only reports the ' +
          'others, skip leaves them where they are, quarantine takes them to the folder .kempt-quarantine in DIR, hardlink makes ' +
          'them links of the kept one and organizes all names (default: duplicates are not looked for)',
      ).choices(DUPLICATE_POLICIES),
    )
    .addOption(
      new Option(
        '--keep <RULES>',
        'with --duplicates: which file is kept where none or several are in place, one rule or several with commas: ' +
          `${ORGANIZE_RULES.join(', ')} (default: oldest,shortest_path)`,
      ).argParser((text) => parseKeep(text, ORGANIZE_RULES)),
    )
    .option(
      '--into-projects',
      'take projects apart too, folders with .git, package.json and the like (default: they stay whole)',
    )
    .option('--whole-home', 'allow a whole home folder as DIR (default: refused)')
    .addOption(
      new Option('--settle <SECONDS>', 'leave files that changed within this time (default: 2)').argParser(
        parseSeconds,
      ),
    )
    .option('--keep-empty-dirs', 'keep folders that become empty (default: they are removed, and come back with undo)')
    .option('--hash', 'record the BLAKE3 of every file, so that undo works after a restore from backup (default: off)');
}

/**
 * Adds the options of commands that carry a plan out.
 *
 * @param command - organize or apply
 * @returns the same command
 */
export function withPreviewOptions(command: Command): Command {
  return command
    .option('--preview', 'show what would happen and change nothing, whatever else is given')
    .option('--list', 'with --preview: one JSON line for every file instead');
}

/**
 * Adds `--plan-out`.
 *
 * @param command - a command that makes a plan
 * @returns the same command
 */
export function withPlanOutOption(command: Command): Command {
  return command.option('--plan-out <FILE>', 'write the plan to a new FILE and stop; "kempt apply" carries it out');
}

/**
 * Adds the options of commands that write documents.
 *
 * @param command - a command that reports
 * @param otherwise - the form that standard output gets where none is chosen
 * @returns the same command
 */
export function withReportOptions(command: Command, otherwise: string): Command {
  return command
    .addOption(
      new Option(
        '--format <json|csv|html>',
        `form of the report (default: what FILE's ending says, else html; without FILE ${otherwise})`,
      ).choices(FORMATS),
    )
    .option('--out <FILE>', 'write to a new FILE; an existing one is not overwritten (default: standard output)');
}

/**
 * Adds the option to wait for another Kempt.
 *
 * @param command - a command that changes files
 * @returns the same command
 */
export function withWaitOption(command: Command): Command {
  return command.option('--wait', 'wait while another Kempt works on the same tree (default: refuse)');
}

/**
 * Adds `--match`.
 *
 * @param command - a command that carries an earlier plan out or takes it back
 * @returns the same command
 */
export function withMatchOption(command: Command): Command {
  return command.addOption(
    new Option(
      '--match <inode|content>',
      'what a file is recognised by: inode, or content (size, time and recorded hash) after a restore from backup ' +
        '(default: inode)',
    ).choices(['inode', 'content']),
  );
}

/**
 * Accepts `--yes` where nothing is asked, so that a script may give it everywhere.
 *
 * @param command - a command that runs at once
 * @returns the same command
 */
export function withIdleYes(command: Command): Command {
  return command.option('-y, --yes', 'accepted for scripts; this command asks nothing');
}
