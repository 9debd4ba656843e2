/**
 * Where Kempt keeps its journals: `KEMPT_HOME`, else the folder the platform uses for such state.
 *
 * @param env - the process environment
 * @param platform - as in `process.platform`
 * @returns an absolute path
 */
export function stateFolderOf(env: Readonly<Record<string, string | undefined>>, platform: string): string;
