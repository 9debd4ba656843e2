import { foldName } from '../names/fold-name.ts';
import { encodeRaw } from '../names/raw-string.ts';
import { splitName } from '../names/split-name.ts';
import { ENTRY_KINDS } from '../ports/file-system.ts';
import { NO_MAIN } from '../table/destinations.ts';
import type { FileTable } from '../table/file-table.ts';
import { companionBases, mainBase } from './companion-bases.ts';
import { EXTENSION_ROLES, NO_ROLES, ROLE_OF_EXTENSION, type ExtensionRoles } from './companion-extensions.ts';
import type { CompanionKind } from './companion-kinds.ts';
import { extensionKey } from './extension-key.ts';
import { foldedHash } from './folded-hash.ts';
import { HashIndex } from './hash-index.ts';

const FILE = ENTRY_KINDS.indexOf('file');
const DOT = 0x2e;

/**
 * Finds the files that belong together, as docs/templates.md lists them, and says for each companion which row is its
 * main file. Files that are left take part too, so that a group is known whole. Only folders that hold both halves of
 * some kind are looked at by name.
 *
 * @param table - the files
 * @param main - column to fill: the row of the main file, NO_MAIN for every other row
 * @returns how many companions there are
 */
export function groupCompanions(table: FileTable, main: Uint32Array): number {
  const roles = new Uint8Array(table.count);
  const offered = offerMains(table, roles);
  const wanted = wantMains(table, roles, offered);
  main.fill(NO_MAIN);
  const fits = new Map<number, number>();
  if (wanted.index.size > 0) offerFiles({ table, roles, main, fits }, wanted);
  for (const row of fits.keys()) main[row] = topOf(main, row);
  return fits.size;
}

/** Numbers the roles of every row and gathers by folder which kinds have a possible main file there. */
function offerMains(table: FileTable, roles: Uint8Array): Uint32Array {
  const offered = new Uint32Array(table.folderCount);
  for (let row = 0; row < table.count; row++) {
    if (table.kind[row] !== FILE) continue;
    const role = ROLE_OF_EXTENSION.get(extensionKey(table.nameBytes(row)));
    if (role === undefined) continue;
    roles[row] = role;
    const folder = table.folder[row] ?? 0;
    offered[folder] = (offered[folder] ?? 0) | (EXTENSION_ROLES[role]?.mainBits ?? 0);
  }
  return offered;
}

interface WantedMains {
  /** Possible companions by the hash of what their main file, or its stem, must be called. */
  readonly index: HashIndex;
  /** How companions in a folder look for their main files: bits of {@link BY_BASE} and {@link BY_WHOLE}. */
  readonly folders: Uint8Array;
}

const BY_BASE = 1;
const BY_WHOLE = 2;

/** Notes by folder and name which main files the possible companions look for. */
function wantMains(table: FileTable, roles: Uint8Array, offered: Uint32Array): WantedMains {
  const index = new HashIndex();
  const folders = new Uint8Array(table.folderCount);
  for (let row = 0; row < table.count; row++) {
    const role = rolesAt(roles, row);
    const folder = table.folder[row] ?? 0;
    if (!role.needsAny && ((offered[folder] ?? 0) & role.needsBits) === 0) continue;
    const name = table.nameBytes(row);
    index.add(foldedHash(folder, name, name.lastIndexOf(DOT)), row);
    if (role.hasInfix) addShorterBases({ table, index, row }, role);
    folders[folder] = (folders[folder] ?? 0) | (role.hasWhole ? BY_WHOLE : 0) | (role.hasBase ? BY_BASE : 0);
  }
  index.close();
  return { index, folders };
}

/** Also looks for the main file without the words that may stand before the companion's extension. */
function addShorterBases(
  { table, index, row }: { table: FileTable; index: HashIndex; row: number },
  role: ExtensionRoles,
): void {
  const name = table.name(row);
  const shorter = new Set(role.companionOf.flatMap((kind) => companionBases(name, kind).slice(1)));
  for (const base of shorter) {
    const bytes = encodeRaw(base);
    index.add(foldedHash(table.folder[row] ?? 0, bytes, bytes.length), row);
  }
}

interface Offer {
  readonly table: FileTable;
  readonly roles: Uint8Array;
  readonly main: Uint32Array;
  /** How well the main file found so far fits, by companion; less is better. */
  readonly fits: Map<number, number>;
}

/** Offers every file as main file to the companions that look for its name, or for its stem. */
function offerFiles(offer: Offer, { index, folders }: WantedMains): void {
  const { table, roles } = offer;
  let row = 0;
  const found = (companion: number): void => {
    if (companion !== row && table.folder[companion] === table.folder[row]) offerRow(offer, row, companion);
  };
  for (; row < table.count; row++) {
    const folder = table.folder[row] ?? 0;
    const ways = table.kind[row] === FILE ? (folders[folder] ?? 0) : 0;
    if (ways === 0) continue;
    const name = table.nameBytes(row);
    if ((ways & BY_WHOLE) !== 0) index.find(foldedHash(folder, name, name.length), found);
    if ((ways & BY_BASE) !== 0 && rolesAt(roles, row).mainBits !== 0)
      index.find(foldedHash(folder, name, name.lastIndexOf(DOT)), found);
  }
}

/** Makes a row the main file of a companion if it fits, and better than the one before. */
function offerRow({ table, roles, main, fits }: Offer, row: number, companion: number): void {
  const name = table.name(row);
  const fit = fitOf(table, companion, { name, kinds: rolesAt(roles, companion).companionOf });
  const best = fits.get(companion) ?? Infinity;
  if (fit > best || fit === Infinity || (fit === best && name >= table.name(main[companion] ?? 0))) return;
  fits.set(companion, fit);
  main[companion] = row;
}

const KIND_WEIGHT = 1e6;
const BASE_WEIGHT = 1e3;

/** How well a main file fits: kinds in their order, the longest base first, then the kind's order of extensions. */
function fitOf(
  table: FileTable,
  companion: number,
  main: { readonly name: string; readonly kinds: readonly CompanionKind[] },
): number {
  const name = table.name(companion);
  const size = table.size[companion] ?? 0;
  for (const [order, kind] of main.kinds.entries()) {
    const fit = size > (kind.maxBytes ?? Infinity) ? Infinity : fitOfKind(kind, name, main.name);
    if (fit !== Infinity) return order * KIND_WEIGHT + fit;
  }
  return Infinity;
}

function fitOfKind(kind: CompanionKind, name: string, mainName: string): number {
  const rank = kind.mains === 'any' ? 0 : kind.mains.indexOf(splitName(mainName).extension.slice(1).toLowerCase());
  if (rank < 0) return Infinity;
  const shared = mainBase(mainName, kind.match);
  const at = companionBases(name, kind).findIndex((base) => foldName(base) === foldName(shared));
  if (at < 0) return Infinity;
  const sameSpelling = companionBases(name, kind)[at] === shared;
  return at * BASE_WEIGHT + rank * 2 + (sameSpelling ? 0 : 1);
}

function topOf(main: Uint32Array, row: number): number {
  let top = main[row] ?? NO_MAIN;
  for (let above = main[top] ?? NO_MAIN; above !== NO_MAIN; above = main[top] ?? NO_MAIN) top = above;
  return top;
}

function rolesAt(roles: Uint8Array, row: number): ExtensionRoles {
  return EXTENSION_ROLES[roles[row] ?? 0] ?? NO_ROLES;
}
