import { QUERY_OPERATIONS, type QueryOperation } from '../metrics/labels.ts';

/** Texts, quoted in any of the ways of SQL, and numbers; names in double quotes are ours. */
const LITERAL =
  /[eE]'(?:[^'\\]|''|\\.)*(?:'|$)|'(?:[^']|'')*(?:'|$)|\$([a-z_]\w*)?\$.*?(?:\$\1\$|$)|"(?:[^"]|"")*(?:"|$)|--[^\n]*|\/\*.*?(?:\*\/|$)|(?<![\w$."])\d[\d.]*/gis;
const SPACE = /\s+/g;
const LONGEST = 2000;

/**
 * A statement without values: what stands in it as a literal is a question mark.
 *
 * @param text - the statement
 * @returns the statement on one line, shortened where it is long
 * @example
 * plainStatement("select * from app_user where email = 'a@b.c' and role = $1") // 'select * from app_user where email = ? and role = $1'
 */
export function plainStatement(text: string): string {
  return text
    .slice(0, 4 * LONGEST)
    .replace(LITERAL, (found) => (found.startsWith('"') ? found : /^(--|\/\*)/.test(found) ? ' ' : '?'))
    .replaceAll(SPACE, ' ')
    .trim()
    .slice(0, LONGEST);
}

const VERB = /^[\s(]*(?:--[^\n]*\n\s*)*([a-z]+)/i;
/** What a statement does that begins by naming intermediate results: its first verb that changes something. */
const CHANGE = /\b(insert\s+into|update|delete\s+from)\b/i;

/**
 * What a statement does.
 *
 * @param text - the statement
 * @returns its operation; `other` for transactions, locks and tables
 */
export function operationOf(text: string): QueryOperation {
  const verb = VERB.exec(text)?.[1]?.toLowerCase() ?? '';
  if (verb !== 'with') return operationCalled(verb) ?? 'other';
  return operationCalled(CHANGE.exec(text)?.[1]?.split(/\s/)[0]?.toLowerCase() ?? '') ?? 'select';
}

function operationCalled(verb: string): QueryOperation | undefined {
  return QUERY_OPERATIONS.find((operation) => operation === verb);
}
