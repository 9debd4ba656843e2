import assert from 'node:assert/strict';
import { foldName } from '../../../src/names/fold-name.ts';
import { isInQuarantine } from '../../../src/names/quarantine-folder.ts';
import type { PlanPlace, PlanStep } from '../../../src/plan/plan.ts';
import type { EntryKind } from '../../../src/ports/file-system.ts';
import { nameOf, parentOf } from './make-table.ts';

/** One entry of a model tree that is no folder with known entries. */
export interface ModelFile {
  readonly id: number;
  readonly kind: EntryKind;
  readonly content: string;
  /** Nanoseconds since 1970. */
  readonly mtime: bigint;
  /** The scan leaves it. */
  readonly left: boolean;
  /** What it is a copy of, or itself. */
  readonly origin: number;
}

/** A file system of two roots in memory: paths are `root:path`, the roots themselves `0:` and `1:`. */
export class TreeModel {
  /** Every entry but folders, by path. */
  readonly files = new Map<string, ModelFile>();
  /** Paths of folders. */
  readonly folders = new Set<string>(['0:', '1:']);
  /** Whether names that fold alike are one name, as on a file system that ignores case. */
  readonly folding: boolean;
  /** The newest copy of a file, by id. */
  readonly copies = new Map<number, number>();
  #lastId = 0;

  /** @param folding - whether names that fold alike are one name */
  constructor(folding: boolean) {
    this.folding = folding;
  }

  /** Adds an entry and the folders above it; says whether there was room. */
  add(path: string, file: Omit<ModelFile, 'id' | 'origin'>): boolean {
    if (!this.addFolder(aboveOf(path)) || this.at(path) !== undefined) return false;
    const id = this.#lastId++;
    this.files.set(path, { ...file, id, origin: id });
    return true;
  }

  /** Adds a folder and those above it; says whether there was room. */
  addFolder(path: string): boolean {
    if (this.folders.has(path)) return true;
    if (!this.addFolder(aboveOf(path)) || this.at(path) !== undefined) return false;
    this.folders.add(path);
    return true;
  }

  /** The path of what is at a path, under its own spelling. */
  at(path: string): string | undefined {
    if (this.files.has(path) || this.folders.has(path)) return path;
    if (!this.folding) return undefined;
    const wanted = foldPath(path);
    return [...this.files.keys(), ...this.folders].find((known) => foldPath(known) === wanted);
  }

  /** Carries a step out as a careful executor does: checked, and never replacing anything. */
  apply(step: PlanStep): void {
    const source = pathOf(step.source);
    const target = pathOf(step.target);
    if (step.action === 'make_folder') {
      assert.ok(this.folders.has(aboveOf(target)), `no folder to make ${target} in`);
      if (this.folders.has(target) && isInQuarantine(target.slice(2))) return;
      assert.equal(this.at(target), undefined, `${target} is there already`);
      this.folders.add(target);
    } else if (step.action === 'remove_folder') {
      const inside = [...this.files.keys(), ...this.folders].filter(
        (path) => path !== source && aboveOf(path) === source,
      );
      assert.deepEqual(inside, [], `${source} is not empty`);
      assert.ok(this.folders.delete(source), `${source} is no folder`);
    } else this.#bring(step, source, target);
  }

  #bring(step: PlanStep, source: string, target: string): void {
    const file = this.files.get(source);
    assert.ok(file !== undefined, `${source} is not there`);
    assert.equal(step.identity.inode, BigInt(file.id), `${source} is another file`);
    assert.ok(this.folders.has(aboveOf(target)), `there is no folder for ${target}`);
    const there = this.at(target);
    const isMoved = step.action === 'move' || step.action === 'displace';
    if (isMoved && there === source) this.files.delete(source);
    else assert.equal(there, undefined, `${target} is taken`);
    if (isMoved) {
      this.files.delete(source);
      this.files.set(target, file);
    } else {
      this.copies.set(file.id, this.#lastId);
      this.files.set(target, { ...file, id: this.#lastId++ });
    }
  }
}

/** The path of a place. */
export function pathOf(place: PlanPlace): string {
  return `${place.root}:${place.folder === '' ? place.name : `${place.folder}/${place.name}`}`;
}

/** The folder of a path, `0:` for what is in the root 0. */
export function aboveOf(path: string): string {
  const inside = path.slice(2);
  return path.slice(0, 2) + parentOf(inside);
}

/** The name in a path. */
export function lastOf(path: string): string {
  return nameOf(path.slice(2));
}

/** A path in which all spellings of a name are one. */
function foldPath(path: string): string {
  return path.slice(0, 2) + path.slice(2).split('/').map(foldName).join('/');
}
