/** Typed access to the values commander collected. */
export interface OptionReader {
  /** Whether a switch was given. */
  flag(name: string): boolean;
  /** A text, undefined when the option was not given. */
  text(name: string): string | undefined;
  /** The texts of an option that may be given several times; empty when it was not given. */
  texts(name: string): readonly string[];
  /** A number some parser made, undefined when the option was not given. */
  number(name: string): number | undefined;
  /** One of the allowed values, undefined when the option was not given. */
  choice<T extends string>(name: string, allowed: readonly T[]): T | undefined;
}

/**
 * Reads option values with their types. What a value may be was checked when the command line was parsed.
 *
 * @param values - option values by the names commander gives them
 * @returns typed access
 */
export function readOptions(values: Readonly<Record<string, unknown>>): OptionReader {
  return {
    flag: (name) => values[name] === true,
    text: (name) => {
      const value = values[name];
      return typeof value === 'string' ? value : undefined;
    },
    texts: (name) => {
      const value = values[name];
      return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
    },
    number: (name) => {
      const value = values[name];
      return typeof value === 'number' ? value : undefined;
    },
    choice: (name, allowed) => allowed.find((item) => item === values[name]),
  };
}
