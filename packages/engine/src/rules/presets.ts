/** The four presets. */
export const PRESETS = ['category', 'year', 'category-year', 'extension'] as const;

/** One of {@link PRESETS}. */
export type Preset = (typeof PRESETS)[number];

const FOLDERS: Readonly<Record<Preset, string>> = {
  category: '{category}',
  year: '{year}',
  'category-year': '{category}/{year}',
  extension: '{extension|default:no_extension}',
};

/**
 * The template behind a preset.
 *
 * @param preset - its name
 * @param options - `keepFolders` keeps the folders files are in, below the preset's own
 * @returns a template as a person would write it
 * @example
 * presetTemplate('category-year', { keepFolders: true }) // '{category}/{year}/{subdir}/{filename}'
 */
export function presetTemplate(preset: Preset, options: { readonly keepFolders?: boolean } = {}): string {
  return `${FOLDERS[preset]}/${options.keepFolders === true ? '{subdir}/' : ''}{filename}`;
}
