// Plain JavaScript, because the launcher needs it before Node has been asked to read TypeScript.
import os from 'os';
import path from 'path';

/**
 * Where Kempt keeps its journals: `KEMPT_HOME`, else the folder the platform uses for such state.
 *
 * @param env - the process environment
 * @param platform - as in `process.platform`
 * @returns an absolute path
 */
export function stateFolderOf(env, platform) {
  if (env.KEMPT_HOME) return path.resolve(env.KEMPT_HOME);
  if (platform === 'win32') return path.join(env.LOCALAPPDATA || path.join(os.homedir(), 'AppData', 'Local'), 'Kempt');
  if (platform === 'darwin') return path.join(os.homedir(), 'Library', 'Application Support', 'Kempt');
  const stateHome = env.XDG_STATE_HOME;
  const usable = stateHome !== undefined && path.isAbsolute(stateHome);
  return path.join(usable ? stateHome : path.join(os.homedir(), '.local', 'state'), 'kempt');
}
