/** Where a row of the table stands while a plan is solved; the position is kept as a byte. */
export const ROW_STATE = {
  /** No file, or left by the scan: it stays and its name is taken. */
  out: 0,
  /** A file that is where it should be. */
  inPlace: 1,
  /** Wants another place, and as far as is known gets it. */
  claims: 2,
  /** Its place is taken: it goes to the wanted folder under another name. */
  displaced: 3,
  /** Stays for a reason. */
  left: 4,
  /** Stays because the wanted place is taken and it already carries a counter. */
  keepsCounter: 5,
  /** A duplicate that goes to the quarantine before anything else happens. */
  taken: 6,
} as const;

/**
 * Whether a row in a state gets no step that brings it to a place of its own.
 *
 * @param state - one of {@link ROW_STATE}, undefined for no row
 * @returns true for all but the rows that want a place and get one
 */
export function staysPut(state: number | undefined): boolean {
  return state !== ROW_STATE.claims && state !== ROW_STATE.displaced;
}
