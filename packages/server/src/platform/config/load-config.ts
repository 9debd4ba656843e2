import { KemptError } from '@kempt/engine';
import { SETTINGS, type Setting, type SettingName } from './settings.ts';

type ValueOf<Name extends SettingName> = ReturnType<(typeof SETTINGS)[Name]['read']>;

/** Every setting with its value; undefined where it is not set and has no default. */
type Values = {
  readonly [Name in SettingName]: (typeof SETTINGS)[Name] extends { readonly fallback: string }
    ? ValueOf<Name>
    : ValueOf<Name> | undefined;
};

/** What the service goes by: its settings, and where its state lies. */
export interface Config extends Values {
  /** Absolute raw path of Kempt's state folder. */
  readonly stateFolder: string;
}

/**
 * Reads all settings and reports every problem at once.
 *
 * @param env - the process environment
 * @param stateFolder - absolute raw path of Kempt's state folder
 * @returns the settings, frozen
 * @throws KemptError `invalid_argument` that names each setting that cannot be used
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>, stateFolder: string): Config {
  const problems: string[] = [];
  const values: Record<string, unknown> = { stateFolder };
  for (const [name, setting] of Object.entries<Setting<unknown>>(SETTINGS)) {
    const written = env[name];
    const text = written === undefined || written === '' ? setting.fallback : written;
    if (text === undefined) continue;
    try {
      values[name] = setting.read(text);
    } catch (error) {
      problems.push(`${name} ${error instanceof Error ? error.message : 'cannot be used'}.`);
    }
  }
  for (const name of Object.keys(env)) {
    if (name.startsWith('KEMPT_') && !(name in SETTINGS) && !KNOWN_ELSEWHERE.has(name)) {
      problems.push(`${name} is not a setting of Kempt.`);
    }
  }
  if (problems.length > 0) {
    throw new KemptError('invalid_argument', problems.join('\n'), {
      hint: 'docs/CONFIG.md lists all settings.',
      details: { problems },
    });
  }
  return Object.freeze(values) as unknown as Config;
}

/** Read by others than the service. */
const KNOWN_ELSEWHERE = new Set([
  'KEMPT_HOME',
  'KEMPT_REQUIRE_TOOLS',
  'KEMPT_COVERAGE',
  'KEMPT_TEST_DATABASE_URL',
  'KEMPT_FUZZ_RUNS',
  'KEMPT_FUZZ_SEED',
  'KEMPT_INDEX_FILES',
]);
