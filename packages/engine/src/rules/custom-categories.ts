import { CATEGORIES } from '@kempt/contracts';
import { splitName } from '../names/split-name.ts';
import type { FileTable } from '../table/file-table.ts';

/** A category of a person's own, beside the built-in ones. */
export interface CustomCategory {
  /** What `{category}` gives for its files. */
  readonly name: string;
  /** In lower case, without the dot. */
  readonly extensions: readonly string[];
  /** Words in names, in lower case. */
  readonly keywords: readonly string[];
}

/** The category of each row as templates see it. */
export interface RowCategories {
  /** A number for the category: rows with the same number have the same. */
  key(row: number): number;
  name(row: number): string;
}

/**
 * Sorts rows into categories: by extension into a custom one, else by a word in the name, else the built-in one that
 * was found. An extension that the content contradicts does not count.
 *
 * @param table - identified files
 * @param custom - custom categories; the first that fits is taken
 * @returns the category of each row
 */
export function rowCategories(table: FileTable, custom: readonly CustomCategory[]): RowCategories {
  const names = [...CATEGORIES, ...custom.map(({ name }) => name)];
  const builtIn = (row: number): number => table.category[row] ?? 0;
  const key = custom.length === 0 ? builtIn : customKey(table, custom);
  return { key, name: (row) => names[key(row)] ?? CATEGORIES[0] };
}

function customKey(table: FileTable, custom: readonly CustomCategory[]): (row: number) => number {
  const byExtension = new Map<string, number>();
  const byKeyword: (readonly [string, number])[] = [];
  custom.forEach(({ extensions, keywords }, index) => {
    const id = CATEGORIES.length + index;
    for (const extension of extensions) if (!byExtension.has(extension)) byExtension.set(extension, id);
    for (const keyword of keywords) byKeyword.push([keyword, id]);
  });
  return (row) => {
    const name = table.name(row).toLowerCase();
    const known = table.mismatch[row] === 1 ? undefined : byExtension.get(splitName(name).extension.slice(1));
    return known ?? byKeyword.find(([word]) => name.includes(word))?.[1] ?? table.category[row] ?? 0;
  };
}
