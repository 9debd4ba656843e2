import { growColumn } from '../table/grow-column.ts';
import { FoldBuffer } from './fold-bytes.ts';
import { idAt, NONE } from './id-at.ts';

/** The place is taken by what is no row: a new folder, or a file of the destination that makes room. */
export const TAKEN = 0xffff_fffe;

const FIRST_CAPACITY = 1024;
const NAME_BYTES_GUESS = 24;

/**
 * Every name of every folder that matters to a plan, folded: what one file system might take for the same name in
 * the same folder is one *place*. A hash table on typed arrays, since there is a place for every file that moves.
 *
 * The columns say who is there now (`entry`), who wants to be there (`claim`) and who will be (`taker`); the first
 * two are heads of lists that go on in columns of the draft.
 */
export class Places {
  /** Places in use. */
  count = 0;
  /** First entry that exists at the place now, or {@link NONE}. */
  entry = new Uint32Array(FIRST_CAPACITY);
  /** First row that wants the place, in order of rows, or {@link NONE}. */
  claim = new Uint32Array(FIRST_CAPACITY);
  /** Row that gets the place, {@link TAKEN} or {@link NONE}. */
  taker = new Uint32Array(FIRST_CAPACITY);

  readonly #key = new FoldBuffer();
  #hash = new Uint32Array(FIRST_CAPACITY);
  #folder = new Uint32Array(FIRST_CAPACITY);
  /** Names lie one behind the other, in order of places. */
  #nameEnd = new Uint32Array(FIRST_CAPACITY);
  #names = new Uint8Array(FIRST_CAPACITY * NAME_BYTES_GUESS);
  #namesEnd = 0;
  #slots = new Uint32Array(FIRST_CAPACITY * 2).fill(NONE);

  /**
   * The place of a name, if there is one.
   *
   * @param folder - a folder of the plan
   * @param name - a name as bytes
   * @returns the place, or {@link NONE}
   */
  find(folder: number, name: Uint8Array): number {
    return idAt(this.#slots, this.#slotOf(folder, this.#hashOf(folder, name)));
  }

  /**
   * The place of a name, made when new.
   *
   * @param folder - a folder of the plan
   * @param name - a name as bytes
   * @returns the place
   */
  add(folder: number, name: Uint8Array): number {
    const hash = this.#hashOf(folder, name);
    const slot = this.#slotOf(folder, hash);
    const known = idAt(this.#slots, slot);
    if (known !== NONE) return known;
    const place = this.count++;
    this.#slots[slot] = place;
    this.#store(place, folder, hash);
    if (this.count * 2 > this.#slots.length) this.#rehash(this.#slots.length * 2);
    return place;
  }

  /**
   * Makes room, so that the table need not grow in small steps.
   *
   * @param places - how many will be added
   */
  reserve(places: number): void {
    const wanted = this.count + places;
    if (wanted > this.#hash.length) this.#grow(wanted);
    let slots = this.#slots.length;
    while (wanted * 2 > slots) slots *= 2;
    if (slots > this.#slots.length) this.#rehash(slots);
  }

  /** Gives up names and claims. No name is found from then on; who is at a place, and who will be, stays known. */
  forgetNames(): void {
    this.claim = growColumn(this.claim, 0);
    this.#hash = growColumn(this.#hash, 0);
    this.#folder = growColumn(this.#folder, 0);
    this.#nameEnd = growColumn(this.#nameEnd, 0);
    this.#names = growColumn(this.#names, 0);
    this.#slots = growColumn(this.#slots, 1).fill(NONE);
  }

  #hashOf(folder: number, name: Uint8Array): number {
    let hash = this.#key.fold(name) ^ Math.imul(folder + 1, 0x9e3779b1);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) >>> 0;
  }

  /** The slot that holds the key in the fold buffer, or the free one where it belongs. */
  #slotOf(folder: number, hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const place = idAt(this.#slots, slot);
      if (place === NONE) return slot;
      if (this.#hash[place] === hash && this.#folder[place] === folder && this.#sameName(place)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #sameName(place: number): boolean {
    const { bytes, length } = this.#key;
    const start = place === 0 ? 0 : idAt(this.#nameEnd, place - 1);
    if (idAt(this.#nameEnd, place) - start !== length) return false;
    for (let i = 0; i < length; i++) if (this.#names[start + i] !== bytes[i]) return false;
    return true;
  }

  #store(place: number, folder: number, hash: number): void {
    if (place >= this.#hash.length) this.#grow(place * 2);
    const { bytes, length } = this.#key;
    const end = this.#namesEnd + length;
    if (end > this.#names.length) this.#names = growColumn(this.#names, Math.max(end, this.#names.length * 2));
    this.#names.set(bytes.subarray(0, length), this.#namesEnd);
    this.entry[place] = NONE;
    this.claim[place] = NONE;
    this.taker[place] = NONE;
    this.#hash[place] = hash;
    this.#folder[place] = folder;
    this.#nameEnd[place] = end;
    this.#namesEnd = end;
  }

  #grow(capacity: number): void {
    this.entry = growColumn(this.entry, capacity);
    this.claim = growColumn(this.claim, capacity);
    this.taker = growColumn(this.taker, capacity);
    this.#hash = growColumn(this.#hash, capacity);
    this.#folder = growColumn(this.#folder, capacity);
    this.#nameEnd = growColumn(this.#nameEnd, capacity);
  }

  #rehash(slots: number): void {
    this.#slots = new Uint32Array(slots).fill(NONE);
    const mask = slots - 1;
    for (let place = 0; place < this.count; place++) {
      let slot = idAt(this.#hash, place) & mask;
      while (this.#slots[slot] !== NONE) slot = (slot + 1) & mask;
      this.#slots[slot] = place;
    }
  }
}
