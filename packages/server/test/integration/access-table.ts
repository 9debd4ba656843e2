import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Those who ask, in the order of the table. */
export const ASKERS = ['nobody', 'other', 'viewer', 'proposer', 'approver', 'owner', 'admin'] as const;

/** One of those who ask. */
export type Asker = (typeof ASKERS)[number];

/** One line of the table. */
export interface AccessRow {
  /** Method and address, and behind `#` what is sent where that decides. */
  readonly name: string;
  readonly method: string;
  /** With its parameters, as `/api/v1/users/:id`. */
  readonly url: string;
  /** The status that each asker is answered with. */
  readonly verdicts: Readonly<Record<Asker, number>>;
  /** Scopes an API key must have; undefined where keys are not taken. */
  readonly scopes: readonly string[] | undefined;
  /** Whether nobody needs an account. */
  readonly open: boolean;
}

/**
 * Reads access-matrix.txt.
 *
 * @returns its lines
 */
export function readAccessTable(): AccessRow[] {
  const text = readFileSync(join(import.meta.dirname, 'access-matrix.txt'), 'utf8');
  return text
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line))
    .map(readLine);
}

function readLine(line: string): AccessRow {
  const [method = '', address = '', ...rest] = line.split(/\s+/);
  const numbers = rest.slice(0, ASKERS.length).map(Number);
  const [key] = rest.slice(ASKERS.length);
  if (key === undefined || numbers.some((status) => !(status >= 200 && status < 500))) throw new Error(line);
  const verdicts = Object.fromEntries(ASKERS.map((asker, i) => [asker, numbers[i]])) as AccessRow['verdicts'];
  const open = key === 'open';
  const scopes = open || key === '-' ? undefined : key.split('+');
  return { name: `${method} ${address}`, method, url: address.replace(/#.*/, ''), verdicts, scopes, open };
}
