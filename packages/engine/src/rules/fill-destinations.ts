import { ENTRY_KINDS } from '../ports/file-system.ts';
import { Destinations, NO_MAIN } from '../table/destinations.ts';
import type { FileTable } from '../table/file-table.ts';
import { companionName } from './companion-name.ts';
import { createFieldReader, subjectOf, type FieldReader, type Subject } from './field-reader.ts';
import type { FillOptions } from './fill-options.ts';
import { FIELDS, isField, type FieldName } from './fields.ts';
import { groupCompanions } from './group-companions.ts';
import { createPlaceCheck } from './in-place.ts';
import { leaveSplitGroups } from './leave-split-groups.ts';
import { locateFolder, locateName, type MissingValue } from './locate.ts';
import { memoiseRows } from './memoise-rows.ts';
import { createMissingValues, type MissingValues } from './missing-values.ts';
import { folderKeys } from './row-keys.ts';
import { rowsByPath } from './rows-by-path.ts';
import { keepsNames, type Template } from './template.ts';

const FILE = ENTRY_KINDS.indexOf('file');

/**
 * Says where every file of a table should go. Companions go with their main file. Files that lie where the template
 * puts them get the folder they are in and keep their name.
 *
 * @param table - the files, identified; groups of which one file is left are left whole (`left` is updated)
 * @param template - where they go
 * @param options - what the table does not tell
 * @returns the destination of every regular file that is not left; other rows mean nothing
 * @throws KemptError `missing_field` when files lack a value the template needs and gives no default for
 */
export function fillDestinations(table: FileTable, template: Template, options: FillOptions): Destinations {
  const destinations = new Destinations(table.count);
  const companions = groupCompanions(table, destinations.main);
  if (companions > 0) leaveSplitGroups(table, destinations.main);
  const reader = createFieldReader(table, options, takenOfCompanions(table, destinations.main));
  const missing = createMissingValues();
  const isInPlace = createPlaceCheck(template, reader);
  const work: Work = { table, template, reader, destinations, missing, isInPlace };
  if (template.fields.has('counter')) placeNumbered(work);
  else placeEach(work);
  missing.refuse();
  if (companions > 0) placeCompanions(table, destinations);
  return destinations;
}

interface Work {
  readonly table: FileTable;
  readonly template: Template;
  readonly reader: FieldReader;
  readonly destinations: Destinations;
  readonly missing: MissingValues;
  readonly isInPlace: (subject: Subject) => boolean;
}

function placeEach(work: Work): void {
  const { table, template, destinations } = work;
  const takesPart = mainFilter(table, destinations);
  const keeps = keepsNames(template);
  const folderOf = createFolders(work);
  for (let row = 0; row < table.count; row++) {
    if (!takesPart(row)) continue;
    const folder = folderOf(row);
    if (folder < 0) missed(work, row, FIELD_NAMES[-1 - folder]);
    else if (keeps) destinations.keepName(row, folder);
    else placeNamed(work, subjectOf(table, row), folder);
  }
}

/** The destination folder of a row by id, or what {@link missingId} gives. */
function createFolders(work: Work): (row: number) => number {
  const { table, template, reader, destinations } = work;
  const locate = (row: number): number => {
    const path = locateFolder(template, reader, subjectOf(table, row));
    return typeof path === 'string' ? destinations.folderId(path) : missingId(path);
  };
  const keys = folderKeys(template, table, reader);
  return keys === undefined ? locate : memoiseRows(keys, locate);
}

/** Numbers files in the order of their paths: within their folder, or all when the number is part of a folder. */
function placeNumbered(work: Work): void {
  const { table, template, reader, destinations } = work;
  const counts = new Map<string, number>();
  const global = template.folders.flat().some((piece) => piece.kind === 'field' && piece.field === 'counter');
  let total = 0;
  for (const row of rowsByPath(table, mainFilter(table, destinations))) {
    const subject = subjectOf(table, row);
    if (global) subject.counter = ++total;
    const path = locateFolder(template, reader, subject);
    if (typeof path !== 'string') {
      missed(work, row, path.missing);
      continue;
    }
    if (!global) counts.set(path, (subject.counter = (counts.get(path) ?? 0) + 1));
    placeNamed(work, subject, destinations.folderId(path));
  }
}

/** Gives a row its new name in a folder that is known. */
function placeNamed(work: Work, subject: Subject, folder: number): void {
  const { template, reader, destinations, isInPlace } = work;
  const { row } = subject;
  subject.above = destinations.folders[folder] ?? '';
  const place = locateName(template, reader, subject);
  if ('missing' in place) {
    missed(work, row, place.missing);
  } else if (place.name === subject.name) {
    destinations.keepName(row, destinations.folderId(place.folder));
  } else if (isInPlace(subject)) {
    destinations.keepName(row, destinations.folderId(reader.here(row) ?? ''));
  } else {
    destinations.rename(row, destinations.folderId(place.folder), place.name);
  }
}

/** Companions follow their main file, under a name that fits its new one. */
function placeCompanions(table: FileTable, destinations: Destinations): void {
  for (let row = 0; row < table.count; row++) {
    const main = destinations.main[row] ?? NO_MAIN;
    if (main === NO_MAIN || table.left[row] !== 0) continue;
    const folder = destinations.folder[main] ?? 0;
    const after = destinations.newName(main);
    if (after === undefined) {
      destinations.keepName(row, folder);
      continue;
    }
    destinations.rename(row, folder, companionName({ before: table.name(main), after }, table.name(row)));
  }
}

function mainFilter(table: FileTable, { main }: Destinations): (row: number) => boolean {
  return (row) => table.kind[row] === FILE && table.left[row] === 0 && main[row] === NO_MAIN;
}

/**
 * When main files were taken that do not say so themselves (many raw files), but have companions that do.
 *
 * @param table - the files, with `taken` where it was read
 * @param main - the main file of each companion by row
 * @returns local wall-clock milliseconds since 1970 by row of the main file
 */
export function takenOfCompanions(table: FileTable, main: Uint32Array): ReadonlyMap<number, number> {
  const moments = new Map<number, number>();
  if (table.taken.length === 0) return moments;
  for (let row = 0; row < table.count; row++) {
    const top = main[row] ?? NO_MAIN;
    const moment = table.taken[row] ?? Number.NaN;
    if (top === NO_MAIN || Number.isNaN(moment) || !Number.isNaN(table.taken[top] ?? Number.NaN)) continue;
    moments.set(top, Math.min(moment, moments.get(top) ?? Infinity));
  }
  return moments;
}

const FIELD_NAMES = Object.keys(FIELDS).filter(isField);

/** A missing field as a number below zero, so that it can be remembered like a folder. */
function missingId({ missing }: MissingValue): number {
  return -1 - FIELD_NAMES.indexOf(missing);
}

function missed({ table, missing }: Work, row: number, field: FieldName | undefined): void {
  missing.add(field ?? 'name', () => table.path(row));
}
