import { fillDestinations } from '../../../src/rules/fill-destinations.ts';
import type { FillOptions } from '../../../src/rules/fill-options.ts';
import { parseTemplate } from '../../../src/rules/parse-template.ts';
import { destinationPaths, SAMPLE_OPTIONS, sampleTable, type SampleFile } from './sample-table.ts';

/** Where a template puts sample files. */
export function fillTemplate(
  template: string,
  files: readonly (SampleFile | string)[],
  options: Partial<FillOptions> = {},
): string[] {
  const table = sampleTable(files);
  return destinationPaths(table, fillDestinations(table, parseTemplate(template), { ...SAMPLE_OPTIONS, ...options }));
}
