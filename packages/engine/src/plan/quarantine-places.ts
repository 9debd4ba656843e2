import { QUARANTINE_FOLDER, quarantineName } from '../names/quarantine-folder.ts';
import { encodeRaw } from '../names/raw-string.ts';
import { NO_REQUIREMENT } from '../ports/file-system.ts';
import { STEP_FLAGS } from './plan.ts';
import { NO_ROW, type StepTable } from './step-table.ts';

/** Where a file goes in the quarantine. */
export interface QuarantinePlace {
  /** Index into the folders of the steps. */
  readonly folder: number;
  readonly name: Uint8Array;
  /** The step that makes the folder. */
  readonly requires: number;
}

/** The folder of one operation in the quarantine of one root, made by the plan as soon as a file needs it. */
export class QuarantinePlaces {
  readonly #steps: StepTable;
  readonly #of: { readonly root: number; readonly operationId: string };
  #made: { readonly folder: number; readonly step: number } | undefined;

  /**
   * @param steps - the steps, to which those that make the folders are added
   * @param of - id of the root, and the operation
   */
  constructor(steps: StepTable, of: { readonly root: number; readonly operationId: string }) {
    this.#steps = steps;
    this.#of = of;
  }

  /**
   * The place of the file that the next step takes away.
   *
   * @param name - its name as bytes
   * @returns folder, name, and the step that makes the folder
   */
  placeOf(name: Uint8Array): QuarantinePlace {
    const { folder, step } = (this.#made ??= this.#make());
    return { folder, name: quarantineName(this.#steps.count, name), requires: step };
  }

  #make(): { readonly folder: number; readonly step: number } {
    const { root, operationId } = this.#of;
    const above = this.#folder('', QUARANTINE_FOLDER, NO_REQUIREMENT);
    const step = this.#folder(QUARANTINE_FOLDER, operationId, above);
    const folder = this.#steps.folders.push({ root, path: `${QUARANTINE_FOLDER}/${operationId}` }) - 1;
    return { folder, step };
  }

  #folder(path: string, name: string, requires: number): number {
    const parent = this.#steps.folders.push({ root: this.#of.root, path }) - 1;
    return this.#steps.add({
      action: 'make_folder',
      row: NO_ROW,
      sourceFolder: parent,
      targetFolder: parent,
      sourceName: new Uint8Array(0),
      targetName: encodeRaw(name),
      requires,
      flags: STEP_FLAGS.folder,
    });
  }
}
