import type { Config } from '../config/load-config.ts';
import type { Reporter, ReporterOptions } from './create-reporter.ts';

/** Reports nothing. */
const NO_REPORTER: Reporter = { report: () => undefined, stop: () => Promise.resolve() };

/**
 * Opens what reports faults where the settings say where to, crashes of the process among them; else nothing of it is
 * even loaded.
 *
 * @param config - the settings
 * @param version - of Kempt
 * @param onLost - told when reports are not taken, once until they are again
 * @returns the reporter; stop it in the end
 */
export async function openReporter(
  config: Config,
  version: string,
  onLost: ReporterOptions['onLost'],
): Promise<Reporter> {
  const dsn = config.SENTRY_DSN;
  if (dsn === undefined) return NO_REPORTER;
  const [{ createReporter }, { reportCrashes }] = await Promise.all([
    import('./create-reporter.ts'),
    import('./report-crash.ts'),
  ]);
  const reporter = createReporter({ dsn, version, onLost });
  const endCrashes = reportCrashes({ dsn, version });
  return {
    ...reporter,
    stop: async () => {
      await reporter.stop();
      endCrashes();
    },
  };
}
