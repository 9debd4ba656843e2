import { ERRORS } from '@kempt/contracts';
import { KemptError } from '@kempt/engine';

/** Frames of a stack; what stands above them is the message, which may be anybody's text. */
const FRAME = /^ {4}at .{0,500}(?::\d+:\d+\)?|\(native\)|<anonymous>\)?)$/;
/** Text that stands between quotes is somebody's, from the first quote to the last. */
const QUOTED = /(["'`\u2018\u201c]).*["'`\u2019\u201d]|["'`\u2018\u201c].*$/s;
const PATH = /(^|[\s(=:,])(?:\/|~\/|\\\\|[A-Za-z]:\\).*$/s;
const EMAIL = /\S+@\S+/g;
/** Characters of a message that are looked at. */
const LONGEST = 1000;
/** Tokens, keys, hashes. */
const LONG_WORD = /[\w+/=.-]{20,}/g;
/** Names of classes, codes, tables and constraints; whatever else stands in their place is somebody's text. */
const NAME = /^\w{1,63}$/;
/** Causes of causes that are looked at. */
const DEEPEST_CAUSE = 20;
/** Whatever is read of such an error throws another one. */
const UNREADABLE = 'Something was thrown that cannot be read.';

/**
 * What a log may say of an error: its class, its code, where it was thrown, and of its message what cannot be a name, a
 * path or a value. PostgreSQL, the parser of JSON and the file system put what they stumbled over into their messages,
 * and Drizzle all values of the statement.
 *
 * @param error - anything that was thrown
 * @returns facts for the context of a line
 */
export function describeError(error: unknown): Record<string, string> {
  try {
    return describe(error);
  } catch {
    return { error: UNREADABLE };
  }
}

function describe(error: unknown): Record<string, string> {
  const { thrown, inner } = unwrap(error);
  if (!(thrown instanceof Error)) return { error: withoutValues(String(thrown)) };
  return {
    ...factsOf(thrown),
    ...(inner === undefined ? {} : { cause: factsOf(inner)['error'] ?? '', ...codeOf(inner, 'cause_code') }),
    stack: framesOf(thrown),
  };
}

/**
 * The first line of a message, without what it quotes and whatever else may be somebody's.
 *
 * @param message - the message
 * @returns what is left
 */
export function withoutValues(message: string): string {
  const [first = ''] = message.slice(0, LONGEST).split('\n');
  return first.replace(QUOTED, '…').replace(PATH, '$1…').replaceAll(EMAIL, '…').replaceAll(LONG_WORD, '…');
}

/** A failed statement is told by what the driver says; of other errors the innermost cause is told beside them. */
function unwrap(error: unknown): { readonly thrown: unknown; readonly inner: Error | undefined } {
  if (error instanceof Error && 'query' in error && 'params' in error && error.cause !== undefined) {
    return unwrap(error.cause);
  }
  let inner: Error | undefined;
  let next = error instanceof Error ? error.cause : undefined;
  // Causes can go in a circle.
  for (let depth = 0; depth < DEEPEST_CAUSE && next instanceof Error; depth++) {
    inner = next;
    next = next.cause;
  }
  return { thrown: error, inner };
}

function factsOf(error: Error): Record<string, string> {
  if (error instanceof KemptError) {
    return { error: ERRORS[error.code].summary, error_class: 'KemptError', error_code: error.code };
  }
  return {
    error: 'params' in error && 'query' in error ? 'A statement failed.' : withoutValues(error.message),
    error_class: NAME.test(error.name) ? error.name : 'Error',
    ...codeOf(error, 'error_code'),
    ...nameOf(error, 'table'),
    ...nameOf(error, 'constraint'),
  };
}

function codeOf(error: Error, field: 'error_code' | 'cause_code'): Record<string, string> {
  const code = error instanceof KemptError || 'code' in error ? error.code : undefined;
  return typeof code === 'string' && NAME.test(code) ? { [field]: code } : {};
}

/** The driver names what of the schema refused a value; both names are ours. */
function nameOf(error: Error, field: 'table' | 'constraint'): Record<string, string> {
  const name: unknown = Reflect.get(error, field);
  return typeof name === 'string' && NAME.test(name) ? { [field]: name } : {};
}

function framesOf({ stack = '', message }: Error): string {
  const at = message === '' ? 0 : stack.indexOf(message) + message.length;
  return stack
    .slice(Math.max(0, at))
    .split('\n')
    .filter((line) => FRAME.test(line))
    .join('\n');
}
