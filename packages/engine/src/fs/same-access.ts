import type { OutcomeCode } from '@kempt/contracts';
import type { DiskCalls } from './disk-calls.ts';
import type { HeldPair } from './held-pair.ts';

const PERMISSIONS = 0o7777;

/**
 * Whether the same people may do the same with both files of a pair. What becomes a link is used with the owner,
 * permissions and attributes of the kept file from then on: who may not read one of the two must not get to by that.
 *
 * @param pair - the two
 * @returns why they must stay two files
 */
export function accessRefusal({ run, taken, kept }: HeldPair): OutcomeCode | undefined {
  const [one, other] = [taken.facts, kept.facts];
  const isSame =
    one.uid === other.uid &&
    one.gid === other.gid &&
    (one.mode & PERMISSIONS) === (other.mode & PERMISSIONS) &&
    attributesOf(run.execution.calls, taken.fd) === attributesOf(run.execution.calls, kept.fd);
  return isSame ? undefined : 'access_differs';
}

function attributesOf(calls: DiskCalls, fd: number): string {
  const pairs = calls.xattrs(fd).map(({ name, value }) => [name, Buffer.from(value).toString('base64')] as const);
  return JSON.stringify(pairs.sort(([one], [other]) => (one < other ? -1 : 1)));
}
