import { text } from 'node:stream/consumers';
import type { EncodedReport } from './encode-report.ts';
import { post } from '../outbound/post.ts';

/** Sends the report that comes by standard input: the last thing of a process that has crashed. */
const report = JSON.parse(await text(process.stdin)) as EncodedReport;
await post({ ...report, signal: new AbortController().signal }).catch(() => undefined);
