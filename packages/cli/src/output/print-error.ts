import { exitCodeOf } from '@kempt/contracts';
import { displayName, KemptError } from '@kempt/engine';
import { usageError } from '../arguments/usage-error.ts';
import { ParsingEnded } from '../parsing-ended.ts';
import { exactJson } from './exact-json.ts';
import { OutputClosed, type Outlets } from './outlet.ts';
import { createStyle } from './style.ts';
import { wrap } from './wrap.ts';

/** How an error is printed. */
export interface ErrorLayout {
  readonly outlets: Outlets;
  /** One JSON object on standard output in place of text on standard error. */
  readonly json: boolean;
  /** Says where the error came from. */
  readonly verbose: boolean;
  readonly color: boolean;
  /** Columns of standard error. */
  readonly width: number;
}

/**
 * Prints what ended a command.
 *
 * @param error - what was thrown
 * @param layout - how and where
 * @returns the exit code it leads to
 */
export async function printError(error: unknown, layout: ErrorLayout): Promise<number> {
  const known = kemptErrorOf(error);
  try {
    if (layout.json) await layout.outlets.out.write(`${errorJson(known)}\n`);
    else await layout.outlets.error.write(errorText(known, layout));
    if (layout.json && layout.verbose) await layout.outlets.error.write(traceOf(known));
  } catch (writing) {
    if (!(writing instanceof OutputClosed))
      await layout.outlets.error.write(`${String(writing)}\n`).catch(() => undefined);
  }
  return exitCodeOf(known.code);
}

function kemptErrorOf(error: unknown): KemptError {
  if (error instanceof KemptError) return error;
  if (error instanceof ParsingEnded) return usageError(error.cause, error.command);
  if (isWritingError(error)) {
    return new KemptError('output_unwritable', `Standard output cannot be written: ${error.message}.`, {
      cause: error,
    });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new KemptError('internal', displayName(message), {
    hint: 'This is a fault in Kempt. Run the command again with --verbose and report what it prints.',
    cause: error,
  });
}

/** Files are written by the engine, which has errors of its own: what is left is standard output. */
function isWritingError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error && error.syscall === 'write';
}

function errorJson(error: KemptError): string {
  const { code, message, hint = null, details } = error;
  return exactJson({ error: { code, message, hint, details } });
}

function errorText(error: KemptError, layout: ErrorLayout): string {
  // Somebody who said no, or stop, needs no error to tell.
  if (error.code === 'declined' || error.code === 'interrupted') return `${error.message}\n`;
  const style = createStyle(layout.color);
  const lines = wrap(`${style.bad(`error[${error.code}]:`)} ${onOneLine(error.message)}`, layout.width, '  ');
  if (error.hint !== undefined) lines.push(...wrap(`${style.notable('hint:')} ${error.hint}`, layout.width, '  '));
  return `${lines.join('\n')}\n${layout.verbose ? traceOf(error) : ''}`;
}

/** Names in messages are escaped where they are put in; this is for words that were typed and taken over as they are. */
function onOneLine(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** Where an error came from, causes included. */
function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const cause = traceOf(error.cause);
  return `${error.stack ?? error.message}\n${cause === '' ? '' : `caused by ${cause}`}`;
}
