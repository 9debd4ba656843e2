import type { Command } from 'commander';
import { describeCommand, type Dispatch } from './describe-command.ts';
import {
  withDestinationOptions,
  withOrganizeOptions,
  withPlanOutOption,
  withPreviewOptions,
  withWaitOption,
  withWalkOptions,
} from './options.ts';
import { TEMPLATE_HELP } from './template-help.ts';

const DESCRIPTION = [
  'Brings the files of DIR into folders. The whole plan is made before the first file moves, shown, and carried out ' +
    'once you said yes. No file is ever overwritten (with --on-conflict overwrite the old one goes to the quarantine), and "kempt undo" ' +
    'takes everything back.',
  'Hidden files, symbolic links, downloads in progress, files that changed a moment ago and whole projects stay where ' +
    'they are. Files that belong together (a photo and its sidecar, a film and its subtitles) stay together.',
  'Ctrl-C stops after the file in hand; "kempt resume" goes on, "kempt undo" takes back what was done.',
].join('\n\n');

/**
 * Defines `kempt organize`.
 *
 * @param dispatch - carries it out
 * @returns the command
 */
export function defineOrganize(dispatch: Dispatch): Command {
  const command = describeCommand({
    name: 'organize',
    summary: 'bring the files of a folder into order',
    description: DESCRIPTION,
    notes: TEMPLATE_HELP,
    examples: [
      ['kempt organize ~/Downloads', 'sort by category: show the plan, ask, then move'],
      ['kempt organize ~/Downloads --preview', 'only show the plan'],
      ['kempt organize ~/Downloads --yes --quiet', 'for cron: no question, and no output unless something is wrong'],
      ['kempt organize ~/Photos --by category-year --into /mnt/archive', 'sort into another folder'],
      ['kempt organize . --template "{taken:%Y}/{taken:%m}/{name|slug}.{extension}"', 'sort by a template of your own'],
      ['kempt organize ~/Downloads --plan-out plan.kempt', 'keep the plan for a later "kempt apply plan.kempt"'],
    ],
  })
    .argument('<DIR>', 'the folder to organize')
    .option('-y, --yes', 'do not ask (needed where nobody can be asked)');
  withPlanOutOption(withPreviewOptions(command));
  withDestinationOptions(command);
  withOrganizeOptions(command);
  withWalkOptions(command);
  return withWaitOption(command).action(() =>
    dispatch(command, async () => (await import('../commands/organize.ts')).organize, { disk: true }),
  );
}
