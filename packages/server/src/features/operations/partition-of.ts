/**
 * The table of the records of a large operation. Made of a number, so that it is a name without further thought.
 *
 * @param number - the operation's number
 * @returns name of the table
 */
export function partitionOf(number: bigint): string {
  return `file_record_${number}`;
}
