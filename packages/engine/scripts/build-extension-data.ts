import { writeFileSync } from 'node:fs';
import type { Category } from '@kempt/contracts';
import * as linguist from 'linguist-languages';
import mimeDb from 'mime-db/db.json' with { type: 'json' };
import { readLanguageCategories, readOwnExtensions, readOwnInterpreters, readOwnNames } from './read-own-data.ts';
import type { OwnKind } from './read-own-data.ts';

interface Language {
  readonly name: string;
  readonly type: 'programming' | 'markup' | 'prose' | 'data';
  readonly extensions?: readonly string[];
  readonly filenames?: readonly string[];
  readonly interpreters?: readonly string[];
}

interface MimeEntry {
  readonly compressible?: boolean | undefined;
  readonly source?: string | undefined;
  readonly extensions?: readonly string[] | undefined;
}

/** Category and mimetype, and `text` where files of the kind are text. */
type KindRow = [Category, string] | [Category, string, 'text'];

const LANGUAGES: readonly Language[] = Object.values(linguist);
const MIMETYPES: Readonly<Record<string, MimeEntry>> = mimeDb;
const TYPE_CATEGORIES = { programming: 'code', markup: 'code', prose: 'documents', data: 'data' } as const;
const TOP_LEVEL: Readonly<Record<string, Category>> = {
  audio: 'audio',
  image: 'images',
  video: 'video',
  font: 'fonts',
  model: 'models_3d',
  message: 'mail',
  chemical: 'data',
  text: 'documents',
};
const TEXT_MIMETYPE =
  /^text\/|\+(?:xml|json)$|^application\/(?:json|json5|xml|xml-dtd|javascript|toml|sql|yang|n-quads|n-triples|trig)$/;

/**
 * Combines mime-db, linguist and the hand-kept lists into the data that identification runs on.
 *
 * @returns the content of each data file by its name
 */
export function buildExtensionData(): Map<string, string> {
  const own = readOwnExtensions();
  const byExtension = languagesByExtension();
  const extensions = new Set([...own.keys(), ...byExtension.keys(), ...mimetypesByExtension().keys()]);
  const kinds: Record<string, KindRow> = {};
  // What a file of a binary kind is when its bytes turn out to be text: `.dot` is a Word template, or a graph.
  const variants: Record<string, KindRow> = {};
  for (const extension of [...extensions].sort()) {
    const language = pickLanguage(extension, byExtension.get(extension) ?? []);
    kinds[extension] = kindOf(extension, own.get(extension), language);
    if (kinds[extension][2] === 'text' || own.get(extension)?.text === false || language === undefined) continue;
    variants[extension] = [languageCategory(language), languageMimetype(extension, language), 'text'];
  }
  return new Map([
    ['extensions.json', toJson(kinds)],
    ['text-variants.json', toJson(variants)],
    ['file-names.json', toJson(fileNames())],
    ['interpreters.json', toJson(interpreters(kinds))],
  ]);
}

/**
 * Every extension mime-db or linguist know, in lower case and without the dot.
 *
 * @returns the extensions that must be in the data
 */
export function sourceExtensions(): Set<string> {
  return new Set([...languagesByExtension().keys(), ...mimetypesByExtension().keys()]);
}

function kindOf(extension: string, own: OwnKind | undefined, language: Language | undefined): KindRow {
  const mimetype = own?.mimetype ?? knownMimetype(extension, own, language);
  const category = own?.category ?? (language === undefined ? mimetypeCategory(mimetype) : languageCategory(language));
  const sameAsLanguage = language !== undefined && languageCategory(language) === category;
  const text = own?.text ?? (sameAsLanguage || TEXT_MIMETYPE.test(mimetype));
  return text ? [category, mimetype, 'text'] : [category, mimetype];
}

function knownMimetype(extension: string, own: OwnKind | undefined, language: Language | undefined): string {
  const mimetype = mimetypesByExtension().get(extension);
  if (language !== undefined && (own === undefined || mimetype === undefined)) {
    return languageMimetype(extension, language);
  }
  if (mimetype === undefined) throw new Error(`extensions.txt keeps a mimetype for ${extension} that mime-db lacks`);
  return mimetype;
}

function languageMimetype(extension: string, language: Language): string {
  const mimetype = mimetypesByExtension().get(extension);
  if (mimetype !== undefined && TEXT_MIMETYPE.test(mimetype)) return mimetype;
  const slug = language.name
    .toLowerCase()
    .replaceAll('#', 'sharp')
    .replaceAll(/[^a-z0-9+]+/g, '-');
  return `text/x-${slug.replace(/^-|-$/g, '')}`;
}

function languageCategory(language: Language): Category {
  return readLanguageCategoriesOnce().get(language.name) ?? TYPE_CATEGORIES[language.type];
}

function mimetypeCategory(mimetype: string): Category {
  const category = TOP_LEVEL[mimetype.slice(0, mimetype.indexOf('/'))];
  return category ?? (TEXT_MIMETYPE.test(mimetype) ? 'data' : 'other');
}

/** A language whose first extension it is, before one that lists it among others; programming before the rest. */
function pickLanguage(extension: string, languages: readonly Language[]): Language | undefined {
  const order = ['programming', 'markup', 'prose', 'data'];
  const rank = (language: Language): number =>
    (language.extensions?.[0]?.toLowerCase() === `.${extension}` ? 0 : 10) + order.indexOf(language.type);
  return [...languages].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1))[0];
}

const languagesByExtension = once(() => {
  const languages = new Map<string, Language[]>();
  for (const language of LANGUAGES) {
    for (const dotted of language.extensions ?? []) {
      const extension = dotted.slice(1).toLowerCase();
      languages.set(extension, [...(languages.get(extension) ?? []), language]);
    }
  }
  return languages;
});

const mimetypesByExtension = once(() => {
  const mimetypes = new Map<string, string>();
  for (const [mimetype, { source, extensions = [] }] of Object.entries(MIMETYPES)) {
    for (const extension of extensions) {
      const known = mimetypes.get(extension);
      if (known === undefined || worth(mimetype, source) > worth(known, MIMETYPES[known]?.source)) {
        mimetypes.set(extension, mimetype);
      }
    }
  }
  return mimetypes;
});

const readLanguageCategoriesOnce = once(readLanguageCategories);

/** A mimetype is worth more when it is registered, and when it says more than that there are bytes. */
function worth(mimetype: string, source: string | undefined): number {
  if (mimetype === 'application/octet-stream') return 0;
  return (source === 'iana' ? 2 : 1) + (mimetype.startsWith('application/') ? 0 : 2);
}

/** Names of linguist keep their case (`BUILD` is a script, `build` need not be one); our own are in lower case. */
function fileNames(): Record<string, KindRow> {
  const names = new Map<string, KindRow>();
  const own = readOwnNames();
  for (const language of LANGUAGES) {
    const row: KindRow = [languageCategory(language), languageMimetype('', language), 'text'];
    for (const name of language.filenames ?? []) if (!own.has(name.toLowerCase())) names.set(name, row);
  }
  for (const [name, { category, mimetype }] of own) {
    names.set(name, category === 'other' ? [category, mimetype] : [category, mimetype, 'text']);
  }
  return Object.fromEntries([...names].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function interpreters(kinds: Readonly<Record<string, KindRow>>): Record<string, string> {
  const extensions = new Map<string, string>();
  for (const language of LANGUAGES) {
    const extension = language.extensions?.[0]?.slice(1).toLowerCase();
    if (extension === undefined) continue;
    for (const interpreter of language.interpreters ?? []) extensions.set(interpreter.toLowerCase(), extension);
  }
  for (const [interpreter, extension] of readOwnInterpreters()) {
    if (kinds[extension] === undefined) throw new Error(`interpreters.txt names the unknown extension ${extension}`);
    extensions.set(interpreter, extension);
  }
  return Object.fromEntries([...extensions].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** One entry a line, so that a change of the data reads as a change. */
function toJson(entries: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(entries).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value).replaceAll('","', '", "')}`,
  );
  return `{\n${lines.join(',\n')}\n}\n`;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

if (import.meta.main) {
  for (const [file, content] of buildExtensionData()) {
    writeFileSync(new URL(`../src/identify/data/${file}`, import.meta.url), content);
  }
}
