import type { LeftReason } from '@kempt/contracts';

const SENTENCES: Readonly<Record<LeftReason, string>> = {
  none: 'It takes part.',
  hidden: 'Its name begins with a dot; --hidden includes it.',
  project: 'The folder is a project and stays whole; --into-projects enters it.',
  symlink: 'Symlinks are never moved.',
  fifo: 'Pipes are never moved.',
  socket: 'Sockets are never moved.',
  device: 'Devices are never moved.',
  in_progress: 'The download is not finished.',
  settling: 'It was changed a moment ago; --settle sets how long a file must have rested.',
  open_for_writing: 'A program is writing it.',
  other_mount: 'It lies on another mount; --cross-mounts enters it.',
  state_folder: "It is Kempt's own state.",
  destination_folder: 'It is the destination.',
  unreadable: 'It cannot be read.',
  permission_denied: 'Nothing may be taken out of its folder, or put into the new one.',
  destination_exists: 'Its new name is taken.',
  destination_blocked: 'Something that is not a folder is where its new folder should be.',
  duplicate: 'A file with the same bytes is there already, or kept in its stead.',
  name_too_long: 'Its new name would be longer than the file system takes.',
  missing_field: 'It lacks a value the template needs.',
  io_error: 'The disk reported an error.',
  max_depth: 'It lies deeper than asked for.',
  companion_left: 'A file that belongs to it stays.',
  main_left: 'The file it belongs to stays.',
  vanished: 'It was gone before it could be looked at.',
  not_selected: 'It was not asked for.',
  named_apart: 'It was named as a folder of its own.',
  other_device: 'It lies on another device than the folder that was named, so the two cannot come together.',
  several_names:
    'It has several names (hard links), which were not all found or cannot be made one file again; the quarantine takes it.',
  no_quarantine:
    'The file that has its name lies on another device than the quarantine of the destination, and is not copied there.',
  undecided: 'No rule of --keep says which copy of it is to be kept.',
};

/**
 * Why something is left, for people.
 *
 * @param reason - the reason
 * @returns one sentence
 */
export function describeLeft(reason: LeftReason): string {
  return SENTENCES[reason];
}
