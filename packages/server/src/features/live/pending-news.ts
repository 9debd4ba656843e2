import type { OperationEvent } from '../../platform/events/operation-event.ts';
import type { SeenOperation } from './live-parts.ts';

/** How far an operation is, as another process told it. */
export type ProgressEvent = Extract<OperationEvent, { readonly kind: 'progress' }>;

/** What is to be said of one operation next. */
export type News =
  | { readonly kind: 'whole'; readonly seen: SeenOperation }
  | { readonly kind: 'gone' }
  | { readonly kind: 'progress'; readonly event: ProgressEvent };

interface Slot {
  readonly rootId: string | null;
  /** What replaces everything before. */
  whole: News | undefined;
  /** How far it is by now. */
  progress: News | undefined;
  /** When anything may be said of it again. */
  dueAt: number;
}

/** More operations than this wait only where somebody reads nothing. */
const MOST = 1000;

/**
 * What a socket has yet to say: of each operation the latest alone, so that whoever reads slowly costs no more memory
 * than whoever reads quickly.
 */
export class PendingNews {
  readonly #slots = new Map<string, Slot>();

  /**
   * Keeps what is to be said, in place of what it outdates.
   *
   * @param id - the operation
   * @param rootId - its root
   * @param news - what is to be said
   * @returns false when too much waits: everything was thrown away, and has to be read anew
   */
  keep(id: string, rootId: string | null, news: News): boolean {
    const old = this.#slots.get(id);
    if (old === undefined && this.#slots.size >= MOST) {
      this.#slots.clear();
      return false;
    }
    const slot: Slot = { rootId, whole: old?.whole, progress: undefined, dueAt: old?.dueAt ?? 0 };
    if (news.kind === 'progress') slot.progress = news;
    else slot.whole = news;
    this.#slots.set(id, slot);
    return true;
  }

  /** When the first of what waits is due; undefined when nothing waits. */
  get dueAt(): number | undefined {
    let least: number | undefined;
    for (const { whole, progress, dueAt } of this.#slots.values()) {
      if (whole === undefined && progress === undefined) continue;
      if (least === undefined || dueAt < least) least = dueAt;
    }
    return least;
  }

  /**
   * Takes what is due, one piece an operation.
   *
   * @param now - monotonic, milliseconds
   * @param say - says it, and answers when more may be said of that operation; undefined when it cannot be said yet
   */
  take(now: number, say: (id: string, rootId: string | null, news: News) => number | undefined): void {
    for (const [id, slot] of this.#slots) {
      if (slot.dueAt > now) continue;
      const news = slot.whole ?? slot.progress;
      if (news === undefined) {
        this.#slots.delete(id);
        continue;
      }
      const dueAt = say(id, slot.rootId, news);
      if (dueAt === undefined) return;
      if (news === slot.whole) slot.whole = undefined;
      else slot.progress = undefined;
      slot.dueAt = dueAt;
    }
  }
}
