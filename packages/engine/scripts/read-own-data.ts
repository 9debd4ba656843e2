import { readFileSync } from 'node:fs';
import { CATEGORIES } from '@kempt/contracts';
import type { Category } from '@kempt/contracts';

/** What the hand-kept table says of one extension. */
export interface OwnKind {
  readonly category: Category;
  /** Undefined where the table keeps the mimetype of mime-db. */
  readonly mimetype: string | undefined;
  /** Whether such files are text; undefined where the mimetype tells. */
  readonly text: boolean | undefined;
}

/** What the hand-kept lists say of one file name. */
export interface OwnName {
  readonly category: Category;
  readonly mimetype: string;
}

/**
 * Reads the hand-kept table of extensions.
 *
 * @returns one entry per extension
 * @throws Error when an extension stands in two places that do not agree
 */
export function readOwnExtensions(): Map<string, OwnKind> {
  const kinds = new Map<string, OwnKind>();
  let category: Category = 'other';
  for (const line of readLines('extensions.txt')) {
    if (!line.startsWith(' ')) {
      category = toCategory(line);
      continue;
    }
    const [head, extensions] = splitOnce(line.trim(), ': ');
    const [mimetype = '', nature] = head.split(' ');
    const text = nature === undefined ? undefined : nature === 'text';
    for (const extension of extensions.split(' ')) {
      addKind(kinds, extension, { category, mimetype: mimetype === '-' ? undefined : mimetype, text });
    }
  }
  return kinds;
}

/**
 * Reads which category the files of a linguist language belong to.
 *
 * @returns category by language name, for languages that differ from their type's category
 */
export function readLanguageCategories(): Map<string, Category> {
  const categories = new Map<string, Category>();
  for (const line of readLines('languages.txt')) {
    const [category, languages] = splitOnce(line, ': ');
    for (const language of languages.split(', ')) categories.set(language, toCategory(category));
  }
  return categories;
}

/**
 * Reads the hand-kept list of file names.
 *
 * @returns entry by lower-case name
 */
export function readOwnNames(): Map<string, OwnName> {
  const names = new Map<string, OwnName>();
  for (const line of readLines('names.txt')) {
    const [head, list] = splitOnce(line, ': ');
    const [category = '', mimetype = ''] = head.split(' ');
    for (const name of list.split(' ')) names.set(name, { category: toCategory(category), mimetype });
  }
  return names;
}

/**
 * Reads the hand-kept list of script interpreters.
 *
 * @returns extension by interpreter
 */
export function readOwnInterpreters(): Map<string, string> {
  const interpreters = new Map<string, string>();
  for (const line of readLines('interpreters.txt')) {
    const [extension, list] = splitOnce(line, ': ');
    for (const interpreter of list.split(' ')) interpreters.set(interpreter, extension);
  }
  return interpreters;
}

function addKind(kinds: Map<string, OwnKind>, extension: string, kind: OwnKind): void {
  const known = kinds.get(extension);
  if (known === undefined) {
    kinds.set(extension, kind);
    return;
  }
  const clash = known.mimetype !== undefined && kind.mimetype !== undefined;
  if (known.category !== kind.category || clash) throw new Error(`extensions.txt names ${extension} twice`);
  kinds.set(extension, kind.mimetype === undefined ? known : kind);
}

function readLines(file: string): string[] {
  const text = readFileSync(new URL(`./extension-data/${file}`, import.meta.url), 'utf8');
  return text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
}

function splitOnce(line: string, separator: string): [string, string] {
  const at = line.indexOf(separator);
  if (at < 0) throw new Error(`not "${separator.trim()}" in the line: ${line}`);
  return [line.slice(0, at), line.slice(at + separator.length)];
}

function toCategory(name: string): Category {
  const category = CATEGORIES.find((known) => known === name);
  if (category === undefined) throw new Error(`not a category: ${name}`);
  return category;
}
