import { displayName } from '../names/display-name.ts';
import { encodeRaw } from '../names/raw-string.ts';
import { instantArguments, mtimeArgument, placeOf } from './undo-script-arguments.ts';
import { UNDO_SCRIPT_FOLDERS } from './undo-script-folders.ts';
import { UNDO_SCRIPT_MOVES } from './undo-script-moves.ts';
import { UNDO_SCRIPT_START } from './undo-script-start.ts';
import { shellQuote } from './shell-quote.ts';

/** The operation an undo script takes back. */
export interface UndoScriptOperation {
  readonly operationId: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Absolute raw paths, every symlink resolved. */
  readonly roots: readonly string[];
}

/** What a file is recognised by before it is touched. */
export interface UndoScriptIdentity {
  /** Bytes. */
  readonly size: number;
  /** Nanoseconds since 1970; compared as far as the system tells, not at all when negative. */
  readonly mtime: bigint;
  /** Compared unless the script is started with `--restored`; not compared when absent. */
  readonly inode?: bigint;
}

/** One inverse step. Paths are absolute raw paths below one of the roots, or a root itself. */
export type UndoScriptStep =
  /** `copy` makes anew what an undo had removed. */
  | (UndoScriptIdentity & { readonly action: 'move' | 'copy'; readonly source: string; readonly target: string })
  /** Removes the target, whose identity this is, while the source holds the same bytes. */
  | (UndoScriptIdentity & { readonly action: 'remove_copy'; readonly source: string; readonly target: string })
  /** Mode bits, and the time in nanoseconds the folder gets once everything is in it. */
  | { readonly action: 'make_folder'; readonly target: string; readonly mode: number; readonly mtime: bigint }
  /** Removes the folder if it is empty. */
  | { readonly action: 'remove_folder'; readonly source: string };

/**
 * Writes a POSIX shell script that takes an operation back without Kempt. It never overwrites, checks every file
 * before it touches it, says what it could not do and can be run again.
 *
 * @param operation - the operation to take back
 * @param steps - the inverse steps in the order they must be done
 * @returns the script in pieces, as bytes, because names are bytes
 * @throws KemptError `journal_corrupt` when a path is no absolute path
 */
export async function* undoScript(
  operation: UndoScriptOperation,
  steps: AsyncIterable<UndoScriptStep> | Iterable<UndoScriptStep>,
): AsyncGenerator<Uint8Array> {
  const writer = createStepWriter(operation.roots);
  let piece = header(operation);
  for await (const step of steps) {
    piece += writer.write(step);
    if (piece.length < PIECE_LENGTH) continue;
    yield encodeRaw(piece);
    piece = '';
  }
  yield encodeRaw(`${piece}${writer.end()}\nfinished=yes\n`);
}

function header(operation: UndoScriptOperation): string {
  const roots = operation.roots.map(
    (root, index) => `root_${index}=${shellQuote(root)}\ncd -P "$root_${index}" 2>/dev/null && root_${index}=$PWD\n`,
  );
  return `#!/bin/sh
# Takes Kempt's operation ${displayName(operation.operationId)} of ${displayName(operation.createdAt)} back, without Kempt.
#
#   sh THIS_FILE --dry-run    says what would be done as things are now, and changes nothing
#   sh THIS_FILE              does it
#
# Files return to where they were; copies are removed while their originals hold the same bytes; folders that were
# emptied are made again and folders that were made are removed if they are empty. Nothing is ever overwritten. A file
# that was changed since, or whose old place is taken, stays where it is and is named. The script can be run again:
# what is back already is passed over. A line below "Steps" can be deleted, to leave its file where it is.
#
# It ends with 0 when everything is back, 1 when something is not, 2 when it was started wrongly, 130 when it was
# interrupted. Let nothing else work in these folders meanwhile.

${UNDO_SCRIPT_START}
${UNDO_SCRIPT_MOVES}
${UNDO_SCRIPT_FOLDERS}
# Where the folders are. If one lives elsewhere now, say so here.
${roots.join('')}
# Steps
`;
}

interface StepWriter {
  write(step: UndoScriptStep): string;
  /** The lines that give the folders that were made their times, the innermost first. */
  end(): string;
}

function createStepWriter(roots: readonly string[]): StepWriter {
  const numbers = new Map<string, number>();
  const endings: string[] = [];
  const made = (folder: string): string => String(numbers.get(folder) ?? '-');
  return {
    write(step) {
      if (step.action === 'remove_folder') return `remove_folder ${placeOf(step.source, roots).words}\n`;
      const target = placeOf(step.target, roots);
      if (step.action === 'make_folder') {
        const number = numbers.size;
        const line = `make_folder ${number} ${target.words} ${octal(step.mode | 0o700)} ${made(target.folder)}\n`;
        numbers.set(step.target, number);
        endings.push(`finish_folder ${number} ${target.whole} ${octal(step.mode)} ${instantArguments(step.mtime)}\n`);
        return line;
      }
      const words = `${placeOf(step.source, roots).words} ${target.words} ${identityArguments(step)}`;
      return `${step.action} ${words}${step.action === 'remove_copy' ? '' : ` ${made(target.folder)}`}\n`;
    },
    end: () => endings.reverse().join(''),
  };
}

function identityArguments(identity: UndoScriptIdentity): string {
  const inode = identity.inode === undefined ? '-' : String(identity.inode);
  return `${identity.size} ${mtimeArgument(identity.mtime)} ${inode}`;
}

function octal(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, '0');
}

const PIECE_LENGTH = 64 * 1024;
