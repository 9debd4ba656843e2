import { foldName } from '../names/fold-name.ts';
import { splitName } from '../names/split-name.ts';

/** A main file's old and new name. */
export interface MainNames {
  readonly before: string;
  readonly after: string;
}

/**
 * The name a companion gets so that it still has its main file's name in common with it: what the two shared is
 * replaced, what only the companion had stays.
 *
 * @param main - the main file's name before and after
 * @param companion - the companion's name before
 * @returns its name after; unchanged when the main file's is, or when they share nothing
 * @example
 * companionName({ before: 'a.jpg', after: 'b (2).jpg' }, 'A.en.srt') // 'b (2).en.srt'
 */
export function companionName(main: MainNames, companion: string): string {
  if (main.before === main.after) return companion;
  const whole = restBehind(companion, main.before);
  if (whole !== undefined) return main.after + whole;
  const rest = restBehind(companion, splitName(main.before).stem);
  return rest === undefined ? companion : splitName(main.after).stem + rest;
}

/** What follows the shared part, from its dot on; spellings that a file system may take for one count as the same. */
function restBehind(name: string, shared: string): string | undefined {
  const wanted = foldName(shared);
  for (let dot = name.indexOf('.', 1); dot !== -1; dot = name.indexOf('.', dot + 1)) {
    if (foldName(name.slice(0, dot)) === wanted) return name.slice(dot);
  }
  return undefined;
}
