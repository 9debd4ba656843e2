import type { ReportData } from '@kempt/contracts';
import { categorySection } from './category-section.ts';
import { factsSection } from './facts-section.ts';
import { largestSection } from './largest-section.ts';
import { leftSection } from './left-section.ts';
import { PAGE_END, pageStart } from './page-frame.ts';
import { problemSection } from './problem-section.ts';
import { reportTitle, summarySection } from './summary-section.ts';
import { timelineSection } from './timeline-section.ts';
import { undoSection } from './undo-section.ts';
import { whereaboutsSection } from './whereabouts-section.ts';

/**
 * A report as one HTML page that needs nothing else: charts are SVG inside the page, there is no script, and its
 * content security policy keeps a browser from loading anything, so that it can be sent to somebody and opened
 * anywhere. Every value goes through `markup`, which escapes it.
 *
 * @param data - what to report
 * @returns the page in pieces, one a section
 */
export function* reportHtml(data: ReportData): Generator<string> {
  yield pageStart(reportTitle(data));
  const sections = [
    summarySection,
    whereaboutsSection,
    categorySection,
    timelineSection,
    problemSection,
    leftSection,
    largestSection,
    undoSection,
    factsSection,
  ];
  for (const section of sections) yield section(data).html;
  yield PAGE_END;
}
