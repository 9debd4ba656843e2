import { Option, type Command } from 'commander';
import { DEFAULT_THRESHOLD, MOST_THRESHOLD, type DuplicatesRequest } from '@kempt/engine';
import { parsePattern } from '../arguments/parse-pattern.ts';
import { parseSize } from '../arguments/parse-size.ts';
import { parseThreshold } from '../arguments/parse-threshold.ts';
import { repeated } from '../arguments/repeated.ts';
import { describeCommand, type Dispatch } from './describe-command.ts';
import { withReportOptions, withWalkOptions } from './options.ts';

const READ_ORDERS: readonly Exclude<DuplicatesRequest['readOrder'], undefined>[] = ['auto', 'folder', 'inode', 'size'];

const DESCRIPTION = [
  'Finds files that hold the same bytes, in one folder or across several, and says how much room the duplicates hold. ' +
    'Only looks: nothing is moved or removed.',
  'Files of one size are compared by the BLAKE3 of their content, large ones by their two ends first. Names of one file ' +
    '(hard links) are one file, and a folder counts once, however often it is named and whatever lies within what. ' +
    'Projects are entered; symbolic links are not followed; empty files are all alike and left out.',
  'With --similar-images it also finds images that look alike: scaled, saved anew, a little brighter or cropped. They are ' +
    'called similar and never duplicates, and looking at them is up to you.',
  'Hashes are remembered by device, inode, size and times, so that the next search reads only what changed since.',
].join('\n\n');

/**
 * Defines `kempt duplicates`.
 *
 * @param dispatch - carries it out
 * @returns the command
 */
export function defineDuplicates(dispatch: Dispatch): Command {
  const command = describeCommand({
    name: 'duplicates',
    summary: 'find files that hold the same bytes',
    description: DESCRIPTION,
    examples: [
      ['kempt duplicates ~/Pictures', 'what is there more than once, and how much room it holds'],
      ['kempt duplicates ~/Downloads --reference ~/Pictures', 'what of Downloads is in Pictures already'],
      ['kempt duplicates . --min-size 1M --exclude "*.iso"', 'only files of a megabyte or more, and no disk images'],
      ['kempt duplicates . --exclude "**/node_modules/**"', 'leave whole folders out'],
      ['kempt duplicates ~/Pictures --similar-images', 'images that look alike too'],
      ['kempt duplicates ~ --out duplicates.html', 'a page to send to somebody; .csv for a spreadsheet'],
      ['kempt duplicates ~ --list | jq -r ".files[].path"', 'every path of every group'],
    ],
  }).argument('<DIR...>', 'the folders to look into');
  withSelectionOptions(command);
  withWalkOptions(command)
    .addOption(new Option('--across-mounts').implies({ crossMounts: true }).hideHelp())
    .option('--empty', 'count empty files too, which all are the same (default: they are left out)');
  withSimilarOptions(command);
  withReadingOptions(command);
  return withReportOptions(command, 'a summary for people, or json with --json')
    .addOption(
      new Option(
        '--list',
        'one JSON line for every group instead: hash, size_bytes and files, each with path, device, inode and ' +
          'modified, and with reference and hard_links where they apply; groups of similar images come last and say kind: similar',
      ).conflicts(['format', 'out']),
    )
    .action(() =>
      dispatch(command, async () => (await import('../commands/duplicates.ts')).duplicates, { disk: true }),
    );
}

/**
 * Adds the options that say which files are compared.
 *
 * @param command - a command that looks for duplicates
 */
export function withSelectionOptions(command: Command): void {
  const several = repeated((text) => text);
  const patterns = repeated(parsePattern);
  command
    .addOption(
      new Option(
        '--reference <DIR>',
        'look into DIR too, and keep its files whatever copies there are elsewhere; may be given several times (default: none)',
      ).argParser(several),
    )
    .addOption(
      new Option(
        '--min-size <SIZE>',
        'only files of SIZE or more: bytes, or with k, M, G, T, P (1,000 each) or Ki, Mi, Gi, Ti, Pi (1,024), ' +
          'such as 1.5M or 4KiB (default: 1)',
      ).argParser(parseSize),
    )
    .addOption(new Option('--max-size <SIZE>', 'only files of SIZE or less (default: any size)').argParser(parseSize))
    .addOption(
      new Option(
        '--include <GLOB>',
        'only files that fit: a pattern without a slash is compared with the bare name, one with a slash with the ' +
          'path below DIR; may be given several times (default: all)',
      ).argParser(patterns),
    )
    .addOption(
      new Option(
        '--exclude <GLOB>',
        'no files that fit, by the same rules; may be given several times (default: none)',
      ).argParser(patterns),
    );
}

function withSimilarOptions(command: Command): void {
  command
    .option('--similar-images', 'find images that look alike too (default: only equal files are found)')
    .addOption(
      new Option(
        '--threshold <N>',
        `with --similar-images: bits of 64 in which an image may differ from the one it is similar to, 0 to ` +
          `${String(MOST_THRESHOLD)}; fewer find less, and less that is wrong (default: ${String(DEFAULT_THRESHOLD)})`,
      ).argParser(parseThreshold),
    );
}

/**
 * Adds the options that say how files are read.
 *
 * @param command - a command that looks for duplicates
 */
export function withReadingOptions(command: Command): void {
  command
    .addOption(
      new Option(
        '--read-order <auto|folder|inode|size>',
        'in which order files are read: folder by folder, by inode (for disks that turn), the largest first; auto ' +
          'takes inode where the disk says that it turns, else folder (default: auto)',
      ).choices(READ_ORDERS),
    )
    .option('--no-cache', 'read every file anew, and remember no hashes (default: hashes are remembered)');
}
