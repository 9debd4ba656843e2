/**
 * Commands that look at files whatever else they do: the thread that works on the disk starts before everything else,
 * since its start takes as long as that of all the rest. A test holds this to the definitions of the commands.
 */
export const DISK_COMMANDS = ['scan', 'organize', 'undo', 'explain', 'apply', 'verify', 'duplicates', 'deduplicate'];

/**
 * Whether what was typed is worth starting the disk for.
 *
 * @param {readonly string[]} argv - arguments behind the script's name
 * @returns {boolean} false where only help is asked for
 */
export function usesDisk(argv) {
  return DISK_COMMANDS.includes(argv[0]) && !argv.includes('--help') && !argv.includes('-h');
}
