import { format, resolveConfig } from 'prettier';
import { ERRORS, EXIT_CODES } from '../packages/contracts/src/error-codes.ts';
import { markdownTable } from './markdown-table.ts';

const INTRODUCTION = `# Errors

<!-- Made by scripts/build-error-docs.ts from packages/contracts/src/error-codes.ts; change that instead. -->

An error has a code that stays the same, a message, and often a hint. The command line ends with the exit code and, with
\`--json\`, prints \`{"error": {"code", "message", "hint", "details"}}\`. The API answers with the status and problem details
([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)), where \`request_id\` is the id under which the log knows the request; what
is wrong inside the server (5xx) is only in the log. What happened to one file is no error but an outcome, and is in reports.
`;

/**
 * The reference of the errors.
 *
 * @returns a Markdown document
 */
export async function errorDocs(): Promise<string> {
  const rows = Object.entries(ERRORS)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, { status, exit, summary }]) => [`\`${code}\``, String(status), String(EXIT_CODES[exit]), summary]);
  const text = [INTRODUCTION, markdownTable(['code', 'status', 'exit', 'meaning'], rows)].join('\n');
  return format(text, { ...(await resolveConfig(import.meta.filename)), parser: 'markdown' });
}
