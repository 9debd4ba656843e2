import { CATEGORIES } from '@kempt/contracts';
import extensionRows from './data/extensions.json' with { type: 'json' };
import fileNameRows from './data/file-names.json' with { type: 'json' };
import interpreterRows from './data/interpreters.json' with { type: 'json' };
import textVariantRows from './data/text-variants.json' with { type: 'json' };

/** A kind of file, as the data knows it. */
export interface Kind {
  /** Without dot, lower case; empty for kinds that only a file name tells. */
  readonly extension: string;
  /** Position in CATEGORIES. */
  readonly category: number;
  readonly mimetype: string;
  /** Whether files of this kind are text. */
  readonly text: boolean;
}

type KindRows = Readonly<Record<string, readonly string[]>>;

const KINDS = readKinds(extensionRows, (extension) => extension);
const TEXT_VARIANTS = readKinds(textVariantRows, (extension) => extension);
const NAMED = readKinds(fileNameRows, () => '');
const INTERPRETERS: ReadonlyMap<string, string> = new Map(Object.entries(interpreterRows));

/** Last parts of extensions that hold a dot themselves, such as `gz` of `tar.gz`. */
const LAST_PARTS = new Set(
  [...KINDS.keys()].filter((extension) => extension.includes('.')).map((extension) => lastPart(extension)),
);

/**
 * The extension a file name ends in, as the data spells extensions. A leading dot starts a hidden name, not an
 * extension; `tar.gz` and its like stay together.
 *
 * @param name - a file name without folders
 * @returns lower case, without dot; empty when there is none
 * @example
 * extensionOf('Backup.TAR.gz') // 'tar.gz'
 */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  if (dot <= 0 || dot === name.length - 1) return '';
  const extension = name.slice(dot + 1).toLowerCase();
  if (!LAST_PARTS.has(extension)) return extension;
  const double = name.slice(name.lastIndexOf('.', dot - 1) + 1).toLowerCase();
  return double.length < name.length && KINDS.has(double) ? double : extension;
}

/**
 * The kind an extension promises.
 *
 * @param extension - lower case, without dot
 * @returns undefined when the data does not know the extension
 */
export function kindOfExtension(extension: string): Kind | undefined {
  return KINDS.get(extension);
}

/**
 * What a file of a binary kind is when its bytes are text: `.dot` is a Word template, or a graph.
 *
 * @param extension - lower case, without dot
 * @returns undefined when the extension has one meaning only
 */
export function textVariantOf(extension: string): Kind | undefined {
  return TEXT_VARIANTS.get(extension);
}

/**
 * The kind a whole file name tells, such as `Makefile`.
 *
 * @param name - a file name without folders
 * @returns undefined for names that tell nothing
 */
export function kindOfName(name: string): Kind | undefined {
  return NAMED.get(name) ?? NAMED.get(name.toLowerCase());
}

/**
 * The kind of a script that a program runs.
 *
 * @param interpreter - name of the program, such as `python3.12`
 * @returns undefined for programs the data does not know
 */
export function kindOfInterpreter(interpreter: string): Kind | undefined {
  const name = interpreter.toLowerCase();
  const extension = INTERPRETERS.get(name) ?? INTERPRETERS.get(name.replace(/[\d.-]+$/, ''));
  return extension === undefined ? undefined : KINDS.get(extension);
}

/**
 * A kind that the program itself relies on.
 *
 * @param extension - an extension that the data holds
 * @returns its kind
 * @throws RangeError when the data lacks it, which the tests rule out
 */
export function knownKind(extension: string): Kind {
  const kind = KINDS.get(extension);
  if (kind === undefined) throw new RangeError(`the extension data lacks ${extension}`);
  return kind;
}

function readKinds(rows: KindRows, extensionOfKey: (key: string) => string): ReadonlyMap<string, Kind> {
  const categories = new Map<string, number>(CATEGORIES.map((category, id) => [category, id]));
  const kinds = new Map<string, Kind>();
  for (const [key, [category = '', mimetype = '', text]] of Object.entries(rows)) {
    const kind = {
      extension: extensionOfKey(key),
      category: categories.get(category) ?? 0,
      mimetype,
      text: text === 'text',
    };
    kinds.set(key, kind);
  }
  return kinds;
}

function lastPart(extension: string): string {
  return extension.slice(extension.lastIndexOf('.') + 1);
}
