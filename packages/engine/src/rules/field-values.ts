import type { FileTable } from '../table/file-table.ts';
import { DEFAULT_FORMATS, type FieldName } from './fields.ts';
import { createFieldReader, subjectOf } from './field-reader.ts';
import type { FillOptions } from './fill-options.ts';
import { locateFolder } from './locate.ts';
import type { Template } from './template.ts';

/**
 * The values a template sees in one file, before filters, to explain where it goes.
 *
 * @param file - the table and the row in it
 * @param template - where it goes
 * @param options - what the table does not tell
 * @returns the value of every field of the template but `counter`, raw strings; empty where the file has none
 */
export function fieldValues(
  file: { readonly table: FileTable; readonly row: number },
  template: Template,
  options: FillOptions,
): Readonly<Partial<Record<FieldName, string>>> {
  const { table, row } = file;
  const reader = createFieldReader(table, options);
  const subject = subjectOf(table, row);
  const subdir = template.folders.findIndex((pieces) => {
    return pieces.some((piece) => piece.kind === 'field' && piece.field === 'subdir');
  });
  locateFolder({ ...template, folders: template.folders.slice(0, Math.max(subdir, 0)) }, reader, subject);
  const values: Partial<Record<FieldName, string>> = {};
  for (const field of template.fields) {
    if (field === 'counter') continue;
    const format = DEFAULT_FORMATS.get(field);
    values[field] = format === undefined ? reader.text(field, subject) : reader.date(field, row, format);
  }
  return values;
}
