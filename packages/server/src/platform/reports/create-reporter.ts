import type { FaultLine } from '../log/create-log.ts';
import { post } from '../outbound/post.ts';
import { encodeReport, type EncodedReport } from './encode-report.ts';
import type { SentryDsn } from './parse-dsn.ts';
import { createReportBudget } from './report-budget.ts';

/** Reports faults to Sentry. */
export interface Reporter {
  /** Reports one, some time; never throws, and nobody waits for it. */
  report(fault: FaultLine): void;
  /** Sends what is left, for no longer than two seconds. */
  stop(): Promise<void>;
}

/** What a reporter is made with. */
export interface ReporterOptions {
  readonly dsn: SentryDsn;
  readonly version: string;
  /** Told when reports are not taken, once until they are again. */
  readonly onLost: (error: unknown) => void;
}

/** Reports that wait; further ones are dropped. */
const MOST_WAITING = 30;
const LAST_WORDS_MS = 1500;
const TOO_MANY = 429;
/** How long nothing is sent to who has enough and does not say for how long. */
const REST_SECONDS = 60;

/**
 * Makes what reports faults: one after the other, and what is not taken is lost.
 *
 * @param options - where to, and as whom
 * @returns the reporter; stop it in the end
 */
export function createReporter({ dsn, version, onLost }: ReporterOptions): Reporter {
  const stopping = new AbortController();
  const mayReport = createReportBudget();
  const waiting: EncodedReport[] = [];
  let sending: Promise<void> | undefined;
  let isLosing = false;
  let restsUntil = 0;
  const send = async (report: EncodedReport): Promise<void> => {
    const { status, retryAfterSeconds = REST_SECONDS } = await post({ ...report, signal: stopping.signal });
    if (status === TOO_MANY) restsUntil = performance.now() + retryAfterSeconds * 1000;
    if (status < 200 || status > 299) throw new Error(`Sentry answered ${status}.`);
  };
  const sendAll = async (): Promise<void> => {
    for (let report = waiting.shift(); report !== undefined; report = waiting.shift()) {
      if (performance.now() < restsUntil) continue;
      try {
        await send(report);
        isLosing = false;
      } catch (error) {
        if (!isLosing) onLost(error);
        isLosing = true;
      }
    }
    sending = undefined;
  };
  return {
    report: (fault) => {
      const { error, error_class: name, stack } = fault.context;
      const where = String(stack).split('\n', 1)[0];
      if (stopping.signal.aborted || waiting.length >= MOST_WAITING) return;
      if (!mayReport([fault.event, name, error, where].join('\n'))) return;
      waiting.push(encodeReport(dsn, version, fault));
      sending ??= sendAll();
    },
    stop: async () => {
      const timer = setTimeout(() => {
        waiting.length = 0;
        stopping.abort();
      }, LAST_WORDS_MS);
      await sending;
      clearTimeout(timer);
      stopping.abort();
    },
  };
}
