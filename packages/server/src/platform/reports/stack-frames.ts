import { fileURLToPath } from 'node:url';

/** A frame as Sentry has it. */
export interface StackFrame {
  readonly function?: string;
  /** Below the folder of Kempt, so that it does not tell where that is. */
  readonly filename: string;
  readonly lineno?: number;
  readonly colno?: number;
  /** Whether it is of Kempt and not of a library. */
  readonly in_app: boolean;
}

const ROOT = new URL('../../../../../', import.meta.url);
const FRAME = /^ {4}at (?:(.{1,200}?) \()?(?:async )?([^()]{1,1000}?)(?::(\d+):(\d+))?\)?$/;
/** What stands for a file that is none of Kempt and of its libraries. */
const ELSEWHERE = '[elsewhere]';

/**
 * The frames of a stack, the one in which it happened last, without the folders above Kempt.
 *
 * @param stack - lines that begin with `at`
 * @returns frames
 */
export function stackFrames(stack: string): readonly StackFrame[] {
  return stack
    .split('\n')
    .flatMap((line) => {
      const [, name, place, row, column] = FRAME.exec(line) ?? [];
      if (place === undefined) return [];
      const filename = fileOf(place);
      return {
        ...(name === undefined ? {} : { function: name }),
        filename,
        ...(row === undefined ? {} : { lineno: Number(row) }),
        ...(column === undefined ? {} : { colno: Number(column) }),
        in_app: /^packages\//.test(filename),
      };
    })
    .reverse();
}

function fileOf(place: string): string {
  if (/^node:[\w/-]+$/.test(place)) return place;
  for (const root of [ROOT.href, fileURLToPath(ROOT)]) {
    if (place.startsWith(root)) return place.slice(root.length);
  }
  const at = place.lastIndexOf('node_modules/');
  return at === -1 ? ELSEWHERE : place.slice(at);
}
