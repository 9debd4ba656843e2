import type { DuplicateGroup } from '@kempt/engine';
import { exactJson } from '../output/exact-json.ts';

/**
 * Writes a group as one JSON line, file by file: a group may hold more of them than one text should.
 *
 * @param group - the group
 * @yields pieces of the line
 */
export function* groupLine(group: DuplicateGroup): Generator<string> {
  yield `{"hash":${exactJson(group.hash)},"size_bytes":${exactJson(group.size_bytes)},"files":[`;
  let separator = '';
  for (const file of group.files()) {
    yield separator + exactJson(file);
    separator = ',';
  }
  yield ']}\n';
}
