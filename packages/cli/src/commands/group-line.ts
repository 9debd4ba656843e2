import type { DuplicateFile } from '@kempt/contracts';
import type { DuplicateGroup, SimilarGroup } from '@kempt/engine';
import { exactJson } from '../output/exact-json.ts';

/**
 * Writes a group as one JSON line, file by file: a group may hold more of them than one text should.
 *
 * @param group - the group
 * @yields pieces of the line
 */
export function* groupLine(group: DuplicateGroup): Generator<string> {
  yield `{"hash":${exactJson(group.hash)},"size_bytes":${exactJson(group.size_bytes)},"files":[`;
  yield* restOfLine(group.files());
}

/**
 * Writes a group of similar images as one JSON line, file by file.
 *
 * @param group - the group
 * @yields pieces of the line
 */
export function* similarGroupLine(group: SimilarGroup): Generator<string> {
  yield `{"kind":${exactJson(group.kind)},"files":[`;
  yield* restOfLine(group.files());
}

function* restOfLine(files: Iterable<DuplicateFile>): Generator<string> {
  let separator = '';
  for (const file of files) {
    yield separator + exactJson(file);
    separator = ',';
  }
  yield ']}\n';
}
