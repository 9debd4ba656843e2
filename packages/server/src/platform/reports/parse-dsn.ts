/** Where Sentry takes reports. */
export interface SentryDsn {
  readonly url: string;
  /** Says which project sends; it opens nothing but that. */
  readonly key: string;
}

/**
 * Reads a DSN (https://develop.sentry.dev/sdk/foundations/transport/authentication/).
 *
 * @param text - as Sentry shows it
 * @returns where envelopes go; undefined for what is none
 * @example
 * parseDsn('https://abc@sentry.example.org/42') // { url: 'https://sentry.example.org/api/42/envelope/', key: 'abc' }
 */
export function parseDsn(text: string): SentryDsn | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') return undefined;
  const [, folder = '', project] = /^(.*)\/([\w-]+)$/.exec(url.pathname) ?? [];
  if (project === undefined || !/^\w+$/.test(url.username)) return undefined;
  return { url: `${url.origin}${folder}/api/${project}/envelope/`, key: url.username };
}
