import type { NewKept } from '../journal/kept-files.ts';
import { keptAt } from '../journal/kept-files.ts';
import type { PlanBatch } from '../journal/plan-batch.ts';
import { readBatches } from '../journal/plan-reader.ts';
import { decodeRaw } from '../names/raw-string.ts';
import { STEP_FLAGS, type FileIdentity } from '../plan/plan.ts';
import { NO_REQUIREMENT, STEP_ACTIONS, type FileFacts, type FileRef } from '../ports/file-system.ts';
import type { Undoing } from './inverse-steps.ts';

const HARDLINK = STEP_ACTIONS.indexOf('hardlink');

/** The file that a name is to be a name of again. */
export interface Joining {
  /** A name that leads to it, or will. */
  readonly file: FileRef;
  /** Inode 0 where the file is still to be made. */
  readonly identity: FileIdentity;
  /** The undone step whose inverse makes it, or NO_REQUIREMENT. */
  readonly after: number;
}

/** One name of a duplicate that became a link. */
interface Member {
  readonly step: number;
  readonly file: FileRef;
  readonly planned: FileIdentity;
  readonly kept: NewKept | undefined;
}

/**
 * Finds out which names were one file before they became names of the kept one. They become one file again: that of a
 * name which is no link now, else the one that the last of them is made, which is taken back first.
 *
 * @param undoing - the operation and which of its steps
 * @returns by step, what its name is to be joined to; steps that are not in it make a file of their own
 */
export async function findJoinings(undoing: Undoing): Promise<ReadonlyMap<number, Joining>> {
  const joinings = new Map<number, Joining>();
  let group: Member[] = [];
  for await (const batch of readBatches(undoing)) {
    for (let row = 0; row < batch.count; row++) {
      const member = memberAt(batch, row);
      if (member === undefined) continue;
      const isAgain = ((batch.flags[row] ?? 0) & STEP_FLAGS.again) !== 0;
      if (!isAgain || !isSame(group[0]?.planned, member.planned)) {
        await join(undoing, group, joinings);
        group = [];
      }
      group.push(member);
    }
  }
  await join(undoing, group, joinings);
  return joinings;
}

async function join(undoing: Undoing, group: readonly Member[], joinings: Map<number, Joining>): Promise<void> {
  const back = group.filter(({ step }) => undoing.steps[step] === 1);
  const last = back.at(-1);
  if (group.length < 2 || last === undefined) return;
  const apart = await nameApart(
    undoing,
    group.filter(({ step }) => undoing.steps[step] !== 1),
  );
  const made = { file: last.file, identity: { ...last.planned, inode: 0n }, after: last.step };
  for (const { step } of apart === undefined ? back.slice(0, -1) : back) joinings.set(step, apart ?? made);
}

/** A name that leads to a file of its own now, the very one it was before or was made since. */
async function nameApart(undoing: Undoing, members: readonly Member[]): Promise<Joining | undefined> {
  if (members.length === 0) return undefined;
  const facts = await undoing.factsNow(members.map(({ file }) => file));
  for (const [at, { step, file, planned, kept }] of members.entries()) {
    const created = undoing.created.get(step);
    const identity = created === undefined ? planned : { ...planned, ...created };
    if (isFile(facts[at], identity) && !isSame(kept, identity)) return { file, identity, after: NO_REQUIREMENT };
  }
  return undefined;
}

function isFile(facts: FileFacts | undefined, identity: FileIdentity): boolean {
  return (
    facts?.kind === 'file' && isSame(facts, identity) && facts.size === identity.size && facts.mtime === identity.mtime
  );
}

function isSame(one: Pick<FileIdentity, 'device' | 'inode'> | undefined, other: FileIdentity): boolean {
  return one?.inode === other.inode && one.device === other.device;
}

function memberAt(batch: PlanBatch, row: number): Member | undefined {
  if (batch.action[row] !== HARDLINK) return undefined;
  const start = row === 0 ? 0 : batch.nameEnd[2 * row - 1];
  return {
    step: batch.firstStep + row,
    file: {
      folder: batch.folders[batch.sourceFolder[row] ?? 0] ?? { root: 0, path: '' },
      name: decodeRaw(batch.names.subarray(start, batch.nameEnd[2 * row])),
    },
    planned: {
      device: batch.device[row] ?? 0n,
      inode: batch.inode[row] ?? 0n,
      size: batch.size[row] ?? 0,
      mtime: batch.mtime[row] ?? 0n,
    },
    kept: keptAt(batch.kept, row),
  };
}
