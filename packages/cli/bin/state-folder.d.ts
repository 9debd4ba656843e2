/**
 * Where Kempt keeps its journals: `KEMPT_HOME`, else the folder the platform uses for such state:
 * on Linux `/var/lib/kempt` for root, else below `XDG_STATE_HOME` or `~/.local/state`.
 *
 * @param env - the process environment
 * @param platform - as in `process.platform`
 * @param isRoot - whether the process runs as root
 * @returns an absolute path
 */
export function stateFolderOf(
  env: Readonly<Record<string, string | undefined>>,
  platform: string,
  isRoot?: boolean,
): string;
