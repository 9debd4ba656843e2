const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/**
 * Draws a share as a bar, exact to an eighth of a column.
 *
 * @param share - 0 to 1; what lies outside is cut off
 * @param width - columns of a full bar
 * @returns a bar of `width` columns, blank where it is not filled
 * @example
 * bar(0.5, 4) // '██  '
 */
export function bar(share: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  const full = Math.floor(eighths / 8);
  return ('█'.repeat(full) + (EIGHTHS[eighths % 8] ?? '')).padEnd(width);
}
