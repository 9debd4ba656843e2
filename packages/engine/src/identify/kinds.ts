import { CATEGORIES } from '@kempt/contracts';
import extensionRows from './data/extensions.json' with { type: 'json' };
import fileNameRows from './data/file-names.json' with { type: 'json' };
import interpreterRows from './data/interpreters.json' with { type: 'json' };
import textVariantRows from './data/text-variants.json' with { type: 'json' };
import { withoutCounter } from '../rules/conflict-name.ts';

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

const EXTENSION_ROWS: KindRows = extensionRows;
const INTERPRETER_ROWS: Readonly<Record<string, string>> = interpreterRows;
const CATEGORY_IDS = new Map<string, number>(CATEGORIES.map((category, id) => [category, id]));

const kindsByExtension = new Map<string, Kind>();
const textVariants = new Map<string, Kind>();
const namedKinds = new Map<string, Kind>();
let lastParts: ReadonlySet<string> | undefined;

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
  if (!(lastParts ??= readLastParts()).has(extension)) return extension;
  const before = name.lastIndexOf('.', dot - 1);
  const double = before <= 0 ? '' : name.slice(before + 1).toLowerCase();
  return Object.hasOwn(EXTENSION_ROWS, double) ? double : extension;
}

/**
 * The kind an extension promises.
 *
 * @param extension - lower case, without dot
 * @returns undefined when the data does not know the extension
 */
export function kindOfExtension(extension: string): Kind | undefined {
  return kindsByExtension.get(extension) ?? readKind(kindsByExtension, EXTENSION_ROWS, extension);
}

/**
 * What a file of a binary kind is when its bytes are text: `.dot` is a Word template, or a graph.
 *
 * @param extension - lower case, without dot
 * @returns undefined when the extension has one meaning only
 */
export function textVariantOf(extension: string): Kind | undefined {
  return textVariants.get(extension) ?? readKind(textVariants, textVariantRows, extension);
}

/**
 * The kind a whole file name tells, such as `Makefile`.
 *
 * @param name - a file name without folders
 * @returns undefined for names that tell nothing
 */
export function kindOfName(name: string): Kind | undefined {
  const known = namedKinds.get(name);
  if (known !== undefined) return known;
  return kindOfKey(name) ?? (name.endsWith(')') ? kindOfCounted(name) : undefined);
}

/** A second `Makefile` in one folder is called `Makefile (1)` and is still one. */
function kindOfCounted(name: string): Kind | undefined {
  for (const plain of withoutCounter(name)) {
    const kind = kindOfKey(plain);
    if (kind !== undefined) return kind;
  }
  return undefined;
}

function kindOfKey(name: string): Kind | undefined {
  const key = Object.hasOwn(fileNameRows, name) ? name : name.toLowerCase();
  return namedKinds.get(key) ?? readKind(namedKinds, fileNameRows, key);
}

/**
 * The kind of a script that a program runs.
 *
 * @param interpreter - name of the program, such as `python3.12`
 * @returns undefined for programs the data does not know
 */
export function kindOfInterpreter(interpreter: string): Kind | undefined {
  const exact = interpreter.toLowerCase();
  const name = Object.hasOwn(INTERPRETER_ROWS, exact) ? exact : exact.replace(/[\d.-]+$/, '');
  return Object.hasOwn(INTERPRETER_ROWS, name) ? kindOfExtension(INTERPRETER_ROWS[name] ?? '') : undefined;
}

/**
 * A kind that the program itself relies on.
 *
 * @param extension - an extension that the data holds
 * @returns its kind
 * @throws RangeError when the data lacks it, which the tests rule out
 */
export function knownKind(extension: string): Kind {
  const kind = kindOfExtension(extension);
  if (kind === undefined) throw new RangeError(`the extension data lacks ${extension}`);
  return kind;
}

/** Kinds are made when first asked for, since most runs meet a few dozen of some thousands. */
function readKind(made: Map<string, Kind>, rows: KindRows, key: string): Kind | undefined {
  if (!Object.hasOwn(rows, key)) return undefined;
  const [category = '', mimetype = '', text] = rows[key] ?? [];
  const extension = made === namedKinds ? '' : key;
  const kind = { extension, category: CATEGORY_IDS.get(category) ?? 0, mimetype, text: text === 'text' };
  made.set(key, kind);
  return kind;
}

/** Last parts of extensions that hold a dot themselves, such as `gz` of `tar.gz`. */
function readLastParts(): ReadonlySet<string> {
  const doubles = Object.keys(EXTENSION_ROWS).filter((extension) => extension.includes('.'));
  return new Set(doubles.map((extension) => extension.slice(extension.lastIndexOf('.') + 1)));
}
