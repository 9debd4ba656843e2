import { asc, eq, inArray, sql } from 'drizzle-orm';
import { CATEGORIES } from '@kempt/contracts';
import type { CategoryChange } from '@kempt/contracts/api';
import { KemptError, type CustomCategory } from '@kempt/engine';
import { isUniqueViolation } from '../../platform/db/is-unique-violation.ts';
import type { Db } from '../../platform/db/open-database.ts';
import { category, categoryExtension } from '../../platform/db/schema/index.ts';

/** A category as the database has it. */
export type CategoryRow = typeof category.$inferSelect;

/** What a category is like. */
export type CategoryFacts = Pick<CategoryRow, 'name' | 'extensions' | 'keywords' | 'color' | 'icon'>;

/** Every operation looks through all of them for every file. */
const MOST_CATEGORIES = 200;

/**
 * All custom categories.
 *
 * @param db - the database
 * @returns by name
 */
export function listCategories(db: Db): Promise<CategoryRow[]> {
  return db
    .select()
    .from(category)
    .orderBy(asc(sql`lower(${category.name})`), asc(category.id))
    .limit(MOST_CATEGORIES);
}

/**
 * All custom categories, as an operation of the engine takes them.
 *
 * @param db - the database
 * @returns by name
 */
export async function customCategories(db: Db): Promise<readonly CustomCategory[]> {
  const rows = await listCategories(db);
  return rows.map(({ name, extensions, keywords }) => ({ name, extensions, keywords }));
}

/**
 * Makes a category.
 *
 * @param db - the database
 * @param facts - what it is like
 * @returns the category
 * @throws KemptError `category_taken`, `too_many`
 */
export function insertCategory(db: Db, facts: CategoryFacts): Promise<CategoryRow> {
  return changing(db, facts.name, async (tx) => {
    // One at a time, so that there never are too many.
    await tx.execute(sql`lock table ${category} in share row exclusive mode`);
    if ((await tx.$count(category)) >= MOST_CATEGORIES) {
      throw new KemptError('too_many', `There are ${MOST_CATEGORIES} categories already.`);
    }
    const [row] = await tx.insert(category).values(inLowerCase(facts)).returning();
    if (row === undefined) throw new KemptError('internal', 'The category was not made.');
    await takeExtensions(tx, row);
    return row;
  });
}

/**
 * Changes a category.
 *
 * @param db - the database
 * @param id - its id
 * @param change - what becomes different
 * @returns the category
 * @throws KemptError `not_found`, `category_taken`
 */
export function changeCategory(db: Db, id: string, change: CategoryChange): Promise<CategoryRow> {
  return changing(db, change.name, async (tx) => {
    const [row] = await tx
      .update(category)
      .set({ ...inLowerCase(change), updatedAt: sql`now()` })
      .where(eq(category.id, id))
      .returning();
    if (row === undefined) throw new KemptError('not_found', 'There is no such category.');
    if (change.extensions !== undefined) await takeExtensions(tx, row);
    return row;
  });
}

/**
 * Removes a category. What was sorted into it stays where it is.
 *
 * @param db - the database
 * @param id - its id
 * @throws KemptError `not_found`
 */
export async function removeCategory(db: Db, id: string): Promise<void> {
  const removed = await db.delete(category).where(eq(category.id, id)).returning({ id: category.id });
  if (removed.length === 0) throw new KemptError('not_found', 'There is no such category.');
}

async function takeExtensions(tx: Db, { id, extensions }: CategoryRow): Promise<void> {
  await tx.delete(categoryExtension).where(eq(categoryExtension.categoryId, id));
  if (extensions.length === 0) return;
  const [taken] = await tx
    .select({ extension: categoryExtension.extension, name: category.name })
    .from(categoryExtension)
    .innerJoin(category, eq(category.id, categoryExtension.categoryId))
    .where(inArray(categoryExtension.extension, extensions))
    .limit(1);
  if (taken !== undefined) throw new KemptError('category_taken', `.${taken.extension} belongs to ${taken.name}.`);
  await tx.insert(categoryExtension).values(extensions.map((extension) => ({ extension, categoryId: id })));
}

async function changing<T>(db: Db, name: string | undefined, change: (tx: Db) => Promise<T>): Promise<T> {
  if (name !== undefined && CATEGORIES.some((builtIn) => builtIn === name.toLowerCase())) {
    throw new KemptError('category_taken', `${name} is a built-in category.`);
  }
  try {
    return await db.transaction(change);
  } catch (error) {
    if (isUniqueViolation(error, 'category_name_key')) {
      throw new KemptError('category_taken', 'There is a category with that name.');
    }
    if (isUniqueViolation(error, 'category_extension_pkey')) {
      throw new KemptError('category_taken', 'Another category has one of the extensions.');
    }
    throw error;
  }
}

function inLowerCase<T extends Partial<CategoryFacts>>(facts: T): T {
  const { extensions, keywords, color } = facts;
  return {
    ...facts,
    ...(extensions === undefined ? {} : { extensions: distinct(extensions) }),
    ...(keywords === undefined ? {} : { keywords: distinct(keywords) }),
    ...(color === undefined ? {} : { color: color.toLowerCase() }),
  };
}

function distinct(words: readonly string[]): string[] {
  return [...new Set(words.map((word) => word.toLowerCase()))].sort();
}
