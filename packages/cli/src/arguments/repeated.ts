/**
 * Gathers the values of an option that may be given several times.
 *
 * @param parse - reads one value
 * @returns a parser for commander, which hands it what was gathered so far
 */
export function repeated<T>(parse: (text: string) => T): (text: string, gathered?: readonly T[]) => readonly T[] {
  return (text, gathered = []) => [...gathered, parse(text)];
}
