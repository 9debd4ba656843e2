import { KemptError } from '../errors/kempt-error.ts';
import { displayName } from '../names/display-name.ts';
import type { FieldName } from './fields.ts';

/** Counts the files that lack a value their template needs. */
export interface MissingValues {
  /** Counts one file. */
  add(field: FieldName, path: () => string): void;
  /**
   * Ends the work when a file was counted.
   *
   * @throws KemptError `missing_field` about the field that most files lack
   */
  refuse(): void;
}

/**
 * Starts a count.
 *
 * @returns nothing counted yet
 */
export function createMissingValues(): MissingValues {
  const found = new Map<FieldName, { count: number; readonly example: string }>();
  return {
    add: (field, path) => {
      const known = found.get(field);
      if (known === undefined) found.set(field, { count: 1, example: displayName(path()) });
      else known.count++;
    },
    refuse: () => {
      const worst = [...found].toSorted(([, a], [, b]) => b.count - a.count)[0];
      if (worst !== undefined) throw missingField(worst[0], worst[1]);
    },
  };
}

function missingField(field: FieldName, { count, example }: { count: number; example: string }): KemptError {
  const files = count === 1 ? '1 file has' : `${count} files have`;
  return new KemptError('missing_field', `${files} no {${field}}, for example ${example}.`, {
    hint: `Give a default: {${field}|default:none}.`,
    details: { field, files: count, example },
  });
}
