import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { faultOf } from '../log/create-log.ts';
import { encodeReport } from './encode-report.ts';
import type { ReporterOptions } from './create-reporter.ts';

/** The process ends at once, whether that was taken or not. */
const PATIENCE_MS = 2000;
const SENDER = fileURLToPath(new URL('./send-report-worker.ts', import.meta.url));

/**
 * Reports what nobody caught, before the process ends of it as it always does. Another process sends it, and this one
 * stands still for as long: after such an error nothing of it should go on.
 *
 * @param options - where to, and as whom
 * @returns ends it
 */
export function reportCrashes({ dsn, version }: Pick<ReporterOptions, 'dsn' | 'version'>): () => void {
  const onCrash = (error: unknown): void => {
    const report = encodeReport(dsn, version, faultOf({ logger: 'kempt', event: 'crash', error }));
    const stdio = ['pipe', 'ignore', 'ignore'] as const;
    spawnSync(process.execPath, [SENDER], { input: JSON.stringify(report), timeout: PATIENCE_MS, stdio: [...stdio] });
  };
  process.on('uncaughtExceptionMonitor', onCrash);
  return () => {
    process.off('uncaughtExceptionMonitor', onCrash);
  };
}
