import { closeSync, readSync } from 'node:fs';
import type { ChangeWatch } from './disk-calls.ts';
import { errnoOf } from './errno-outcome.ts';
import { constants } from 'node:os';
import type { Libc } from './libc.ts';

const IN_NONBLOCK = 0x800;
const IN_CLOEXEC = 0x80000;
const IN_MODIFY = 0x2;
const IN_ATTRIB = 0x4;
/** Events were lost; the rest of such an event names no watch. */
const IN_Q_OVERFLOW = 0x4000;
const HEADER_BYTES = 16;
const READ_BYTES = 64 * 1024;

/**
 * Watches open files through inotify. Whoever sets the times of a file, by whatever name, is seen: setting both is an
 * IN_ATTRIB, setting one an IN_MODIFY. Renaming is neither.
 *
 * @param libc - the bound functions
 * @returns the watch; undefined where the system has none to give
 */
export function watchChanges(libc: Libc): ChangeWatch | undefined {
  const watch = libc.inotifyInit1(IN_NONBLOCK | IN_CLOEXEC);
  if (watch < 0) return undefined;
  return {
    add: (fd) => libc.inotifyAddWatch(watch, Buffer.from(`/proc/self/fd/${String(fd)}\0`), IN_MODIFY | IN_ATTRIB),
    changed: () => readChanged(watch),
    close: () => {
      closeSync(watch);
    },
  };
}

function readChanged(watch: number): ReadonlySet<number> | undefined {
  const changed = new Set<number>();
  const events = Buffer.alloc(READ_BYTES);
  for (;;) {
    const filled = readEvents(watch, events);
    if (filled === 0) return changed;
    if (filled < 0) return undefined;
    for (let at = 0; at < filled; at += HEADER_BYTES + events.readUInt32LE(at + 12)) {
      if ((events.readUInt32LE(at + 4) & IN_Q_OVERFLOW) !== 0) return undefined;
      changed.add(events.readInt32LE(at));
    }
  }
}

/** Bytes of events; 0 when there are no more, -1 when they cannot be read. */
function readEvents(watch: number, events: Buffer): number {
  try {
    return readSync(watch, events);
  } catch (error) {
    return errnoOf(error) === constants.errno.EAGAIN ? 0 : -1;
  }
}
