import { markup } from './markup.ts';
import { REPORT_STYLE } from './report-style.ts';

/**
 * The beginning of a page that needs nothing else: it holds its style, and its content security policy keeps a browser
 * from loading anything.
 *
 * @param title - as a browser tab shows it, plain text
 * @returns HTML up to the first section
 */
export function pageStart(title: string): string {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Kempt">
<title>${title}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<main>
`.html;
}

/** What closes a page that {@link pageStart} began. */
export const PAGE_END = `</main>
</body>
</html>
`;
