import type { Category } from '@kempt/contracts';

/**
 * The name of a category for people.
 *
 * @param category - a category id
 * @returns its name
 * @example
 * categoryWords('models_3d') // '3D models'
 */
export function categoryWords(category: Category): string {
  if (category === 'models_3d') return '3D models';
  const words = category.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
