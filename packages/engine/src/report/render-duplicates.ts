export { duplicatesCsv, type ListedGroup } from './duplicates-csv.ts';
export { duplicatesHtml } from './duplicates-html.ts';
