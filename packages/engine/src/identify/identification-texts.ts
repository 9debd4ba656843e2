/** Most distinct texts: ids are kept in 16 bits. */
const MOST_TEXTS = 0x1_0000;

/** The mimetypes and extensions of a file table, each kept once; rows hold their ids. Id 0 is the empty text. */
export class IdentificationTexts {
  readonly #texts: string[] = [''];
  readonly #ids = new Map<string, number>([['', 0]]);

  /**
   * The id of a text, given out when it is new.
   *
   * @param text - a mimetype or extension
   * @returns 0 to 65,535; 0 too when there is no room left, which the known formats do not come near
   */
  id(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    if (this.#texts.length >= MOST_TEXTS) return 0;
    const id = this.#texts.push(text) - 1;
    this.#ids.set(text, id);
    return id;
  }

  /**
   * The text behind an id.
   *
   * @param id - from {@link IdentificationTexts.id}
   * @returns the text, empty for an id that was not given out
   */
  text(id: number): string {
    return this.#texts[id] ?? '';
  }
}
