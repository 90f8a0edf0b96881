import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, closedError } from './driver.js';
import { both, covers, type Floor, type Mark } from './floor.js';
import type { Ledger } from './ledger.js';
import { type MarkedRead, readMarked } from './marked-read.js';
import type { Pool, ReadPool } from './pool.js';
import { type Replica, type ReplicaEvents, waitsForReplica } from './replica.js';

export interface RoutedReadsOptions {
  readonly primary: Pool;
  readonly replicas: readonly Replica[];
  readonly floor: Floor;
  readonly ledger: Ledger;
  readonly events: ReplicaEvents;
}

/**
 * Reads that replicas may answer, in turn. Each is one snapshot with the head in it, and counts only if
 * that head covers the floor; then the floor rises to it. So whatever answers, nothing that was answered
 * before is taken back. The primary answers what no replica can.
 */
export class RoutedReads implements ReadPool {
  readonly #options: RoutedReadsOptions;
  #turn = 0;
  #closed = false;

  constructor(options: RoutedReadsOptions) {
    this.#options = options;
  }

  use<T>(work: (db: Connection) => Promise<T>, need: Partial<Mark> = {}): Promise<T> {
    return this.snapshot(work, need);
  }

  async snapshot<T>(work: (db: Connection) => Promise<T>, need: Partial<Mark> = {}): Promise<T> {
    if (this.#closed) throw closedError();
    const { floor, events } = this.#options;
    const mark = both(await floor.current(), need);
    const replica = this.#next();
    if (replica) {
      const read = await replica.read(work, mark);
      if (typeof read !== 'string') return this.#answer(read);
      events.onFallback(read);
    } else {
      const isBehind = this.#options.replicas.some(({ state }) => state === 'behind');
      events.onFallback(isBehind ? 'behind' : 'down');
    }
    return this.#askPrimary(work, mark);
  }

  /** Asks the primary, and nobody else. */
  async newest<T>(work: (db: Connection) => Promise<T>): Promise<T> {
    return this.#askPrimary(work, this.#options.floor.mark);
  }

  close(): Promise<unknown> {
    this.#closed = true;
    return Promise.all(this.#options.replicas.map((replica) => replica.close()));
  }

  async #askPrimary<T>(work: (db: Connection) => Promise<T>, mark: Mark): Promise<T> {
    const { ledger } = this.#options;
    const end = performance.now() + waitsForReplica;
    for (let wait = 4; ; wait = Math.min(wait * 2, 32)) {
      const read = await this.#options.primary.use((db) =>
        readMarked(db, work, (head) => ledger.checkPrimary(head)),
      );
      // A standby may show a commit a moment before its primary does. What stays away is lost.
      if (covers(read.mark, mark) || performance.now() + wait > end) return this.#answer(read);
      await sleep(wait);
    }
  }

  #answer<T>({ mark, result }: MarkedRead<T>): T {
    this.#options.floor.raise(mark);
    return result();
  }

  #next(): Replica | undefined {
    const up = this.#options.replicas.filter(({ state }) => state === 'up');
    this.#turn += 1;
    return up[this.#turn % up.length];
  }
}
