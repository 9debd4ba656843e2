/**
 * Sets blocks of lines apart by empty lines.
 *
 * @param blocks - blocks; empty ones are left out
 * @returns one string a line
 * @example
 * paragraphs([['a'], [], ['b']]) // ['a', '', 'b']
 */
export function paragraphs(blocks: readonly (readonly string[])[]): string[] {
  return blocks.filter((block) => block.length > 0).flatMap((block, i) => (i === 0 ? block : ['', ...block]));
}
