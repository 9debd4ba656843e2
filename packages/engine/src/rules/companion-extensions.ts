import { packExtension } from './extension-key.ts';
import { COMPANION_KINDS, type CompanionKind } from './companion-kinds.ts';

/** What an extension can be in a group of files that belong together. */
export interface ExtensionRoles {
  /** Kinds of which a file with this extension can be the companion, in order of preference. */
  readonly companionOf: readonly CompanionKind[];
  /** Bit i is set when it can be the main file of kind i. */
  readonly mainBits: number;
  /** The bits a folder must have one of for such a companion to find its main file there. */
  readonly needsBits: number;
  /** Whether any file can be its main file. */
  readonly needsAny: boolean;
  /** Whether some kind goes by the name without extension. */
  readonly hasBase: boolean;
  /** Whether some kind goes by the whole name. */
  readonly hasWhole: boolean;
  /** Whether words may stand between the shared name and the extension. */
  readonly hasInfix: boolean;
}

/** An extension that never takes part in a group. */
export const NO_ROLES: ExtensionRoles = {
  companionOf: [],
  mainBits: 0,
  needsBits: 0,
  needsAny: false,
  hasBase: false,
  hasWhole: false,
  hasInfix: false,
};

/** Roles by number; 0 stands for extensions that have none. */
export const EXTENSION_ROLES: readonly ExtensionRoles[] = [NO_ROLES, ...distinctExtensions().map(rolesOf)];

/** The number of an extension in {@link EXTENSION_ROLES} by its packed form. */
export const ROLE_OF_EXTENSION: ReadonlyMap<number, number> = new Map(
  distinctExtensions().map((extension, index) => [packExtension(extension), index + 1]),
);

function distinctExtensions(): string[] {
  const all = COMPANION_KINDS.flatMap(({ extensions, mains }) => [...extensions, ...(mains === 'any' ? [] : mains)]);
  return [...new Set(all)];
}

function rolesOf(extension: string): ExtensionRoles {
  const companionOf = COMPANION_KINDS.filter(({ extensions }) => extensions.includes(extension));
  const mainOf = COMPANION_KINDS.filter(({ mains }) => mains !== 'any' && mains.includes(extension));
  const listed = companionOf.filter(({ mains }) => mains !== 'any');
  return {
    companionOf,
    mainBits: bitsOf(mainOf),
    needsBits: bitsOf(listed),
    needsAny: listed.length < companionOf.length,
    hasBase: companionOf.some(({ match }) => match === 'base'),
    hasWhole: companionOf.some(({ match }) => match === 'whole'),
    hasInfix: companionOf.some(({ infix }) => infix !== undefined),
  };
}

function bitsOf(kinds: readonly CompanionKind[]): number {
  return kinds.reduce((bits, kind) => bits | (1 << COMPANION_KINDS.indexOf(kind)), 0);
}
