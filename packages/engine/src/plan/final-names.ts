import { ByteArena } from '../table/byte-arena.ts';

/** Names of rows that cannot have the one they want. Takes no memory before the first. */
export class FinalNames {
  readonly #rows: number;
  readonly #names = new ByteArena(1024);
  #start: Uint32Array | undefined;
  #length: Uint8Array | undefined;

  /** @param rows - rows of the table */
  constructor(rows: number) {
    this.#rows = rows;
  }

  /**
   * Gives a row a name.
   *
   * @param row - the row
   * @param name - 1 to 255 bytes
   */
  set(row: number, name: Uint8Array): void {
    this.#start ??= new Uint32Array(this.#rows);
    this.#length ??= new Uint8Array(this.#rows);
    this.#start[row] = this.#names.append(name);
    this.#length[row] = name.length;
  }

  /**
   * The name a row was given.
   *
   * @param row - the row
   * @returns a view on its bytes, or undefined when it was given none
   */
  of(row: number): Uint8Array | undefined {
    const length = this.#length?.[row] ?? 0;
    return length === 0 ? undefined : this.#names.at(this.#start?.[row] ?? 0, length);
  }
}
