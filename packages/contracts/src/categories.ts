/** Every category Kempt sorts files into, spelled as on every wire. The position is the id stored in tables and plans, so entries are only ever appended. */
export const CATEGORIES = [
  'other',
  'images',
  'video',
  'audio',
  'documents',
  'spreadsheets',
  'presentations',
  'ebooks',
  'archives',
  'code',
  'data',
  'fonts',
  'design',
  'models_3d',
  'mail',
  'databases',
  'disk_images',
  'executables',
  'web',
  'torrents_and_links',
] as const;

/** One of {@link CATEGORIES}. */
export type Category = (typeof CATEGORIES)[number];

/**
 * The category stored under a numeric id.
 *
 * @param id - position in {@link CATEGORIES}, as kept in file tables and plan files
 * @returns the category, `other` for an id this version does not know
 */
export function categoryOf(id: number): Category {
  return CATEGORIES[id] ?? 'other';
}

/**
 * The numeric id of a category, the inverse of {@link categoryOf}.
 *
 * @param category - a category name
 * @returns its position in {@link CATEGORIES}
 */
export function categoryId(category: Category): number {
  return CATEGORIES.indexOf(category);
}
