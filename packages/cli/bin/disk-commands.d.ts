/** Commands that look at files whatever else they do. */
export const DISK_COMMANDS: readonly string[];

/**
 * Whether what was typed is worth starting the disk for.
 *
 * @param argv - arguments behind the script's name
 * @returns false where only help is asked for
 */
export function usesDisk(argv: readonly string[]): boolean;
