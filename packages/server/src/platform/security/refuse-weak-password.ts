import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KemptError } from '@kempt/engine';

/** Whose password it is to be: what others know of somebody protects nothing. */
export interface PasswordOwner {
  readonly email: string;
  readonly name: string;
}

const LIST = join(import.meta.dirname, 'data', 'common-passwords.txt');
/** What people put behind a word to make a password of it. */
const ENDING = /[\d\p{P}\p{S}]{1,5}$/u;
/** The same few characters again and again. */
const REPETITION = /^(.{1,4}?)\1{2,}.{0,3}$/u;

let common: Promise<ReadonlySet<string>> | undefined;

/**
 * Refuses a new password that is tried first by whoever guesses: one of the most common ones, also with up to five digits
 * or signs behind it, the person's own name or address, characters in a row, or the same ones again and again. What
 * characters it is made of does not matter; how long it must be, the schema says.
 *
 * @param password - as it was typed
 * @param owner - whose it is to be
 * @throws KemptError `weak_password`
 */
export async function refuseWeakPassword(password: string, owner: PasswordOwner): Promise<void> {
  common ??= readList();
  const known = await common;
  const typed = plain(password);
  const own = ownWords(owner);
  const isKnown = [typed, typed.replace(ENDING, '')].some((word) => known.has(word) || own.has(word));
  if (!isKnown && !REPETITION.test(typed) && !isRow(typed)) return;
  throw new KemptError('weak_password', 'That password is one of those that are tried first.', {
    hint: 'Take another one, such as four or more words that have nothing to do with each other.',
  });
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

function ownWords({ email, name }: PasswordOwner): ReadonlySet<string> {
  const [local = ''] = email.split('@');
  return new Set([email, local, name, name.replaceAll(/\s/g, '')].map(plain));
}

/** Whether each character follows the one before, up or down. */
function isRow(text: string): boolean {
  const codes = Array.from(text, (char) => char.codePointAt(0) ?? 0);
  return [1, -1].some((step) => codes.every((code, index) => index === 0 || code - (codes[index - 1] ?? 0) === step));
}

async function readList(): Promise<ReadonlySet<string>> {
  return new Set((await readFile(LIST, 'utf8')).trimEnd().split('\n'));
}
