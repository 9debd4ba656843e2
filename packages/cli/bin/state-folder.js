// Plain JavaScript, because the launcher needs it before Node has been asked to read TypeScript.
import os from 'os';
import path from 'path';

/**
 * Where Kempt keeps its journals: `KEMPT_HOME`, else the folder the platform uses for such state:
 * on Linux `/var/lib/kempt` for root, else below `XDG_STATE_HOME` or `~/.local/state`.
 *
 * @param env - the process environment
 * @param platform - as in `process.platform`
 * @param isRoot - whether the process runs as root
 * @returns an absolute path
 */
export function stateFolderOf(env, platform, isRoot = process.getuid?.() === 0) {
  if (env.KEMPT_HOME) return path.resolve(env.KEMPT_HOME);
  if (platform === 'win32') return path.join(env.LOCALAPPDATA || path.join(os.homedir(), 'AppData', 'Local'), 'Kempt');
  if (platform === 'darwin') return path.join(os.homedir(), 'Library', 'Application Support', 'Kempt');
  // The database of the service runs as another user then, who could not get through the home folder of root.
  if (isRoot) return '/var/lib/kempt';
  const stateHome = env.XDG_STATE_HOME;
  const usable = stateHome !== undefined && path.isAbsolute(stateHome);
  return path.join(usable ? stateHome : path.join(os.homedir(), '.local', 'state'), 'kempt');
}
