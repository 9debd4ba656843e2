declare global {
  /** JSON as this version of Node has it; TypeScript's own description lacks this function so far. */
  interface JSON {
    /** A value that JSON.stringify writes exactly as given. */
    rawJSON(text: string): object;
  }
}

/**
 * Writes a value as JSON. Big integers are written as exact JSON integers, beyond 2^53 too.
 *
 * @param value - plain data; undefined is written as null
 * @param indent - spaces a level, for people; one line when absent
 * @returns JSON without a line end
 * @example
 * exactJson({ inode: 9007199254740993n }) // '{"inode":9007199254740993}'
 */
export function exactJson(value: unknown, indent = 0): string {
  return JSON.stringify(
    value ?? null,
    (_key, item: unknown) => (typeof item === 'bigint' ? JSON.rawJSON(item.toString()) : item),
    indent,
  );
}
