import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, kindOf, reasonOf } from './driver.js';
import { covers, type Floor, type Mark } from './floor.js';
import type { Ledger } from './ledger.js';
import { type MarkedRead, readMark, readMarked, within } from './marked-read.js';
import { Pool } from './pool.js';
import { connectToReplica } from './servers.js';
import type { HeadRow } from './statements/ledger-statements.js';

/** How long a read waits for a replica that has not come so far yet, in ms. */
export const waitsForReplica = 200;
/** How long a replica may take to say how far it is, connecting included, in ms. */
const answersWithin = 1_000;
/** How long a replica that is behind is left alone, in ms; one that is down for longer each time. */
const firstRest = 250;
const longestRest = 10_000;

const late = 'it has not come as far as a read must show';

/** `up` is asked; `behind` answers, but not soon enough with what must be shown. */
export type ReplicaState = 'up' | 'behind' | 'down';

/** Why a read went to the primary; `failed` for one that a replica broke off. */
export type FallbackReason = 'down' | 'behind' | 'failed';

/** What becomes of replicas, which are numbered from 1 as the configuration names them. */
export interface ReplicaEvents {
  onRead(replica: number): void;
  onFallback(reason: FallbackReason): void;
  /** How many changes of the ledger it lacks. */
  onLag(replica: number, revisions: number): void;
  onState(replica: number, state: ReplicaState, reason: string): void;
}

export interface ReplicaOptions {
  readonly number: number;
  readonly urls: readonly string[];
  readonly size: number;
  readonly floor: Floor;
  readonly ledger: Ledger;
  readonly events: ReplicaEvents;
}

/** A server that reads may be sent to. Reads never wait for one that was found to be down or behind. */
export class Replica {
  readonly #options: ReplicaOptions;
  readonly #pool: Pool;
  #state: ReplicaState = 'down';
  #isKnown = false;
  #rest = firstRest / 2;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: ReplicaOptions) {
    this.#options = options;
    const { urls, size } = options;
    this.#pool = new Pool({ size, connect: () => connectToReplica(urls, answersWithin) });
    void this.#probe();
  }

  get state(): ReplicaState {
    return this.#state;
  }

  /** Runs a read that shows at least a mark; where it cannot, says why. */
  async read<T>(
    work: (db: Connection) => Promise<T>,
    mark: Mark,
  ): Promise<MarkedRead<T> | FallbackReason> {
    const { number, events } = this.#options;
    try {
      for (let again = false; ; again = true) {
        const read = await this.#pool.attempt((db) =>
          readMarked(db, work, this.#judge, answersWithin),
        );
        this.#tellLag(read.mark);
        if (covers(read.mark, mark)) {
          events.onRead(number);
          return read;
        }
        if (again || !(await this.#hasReached(mark))) {
          this.#leave('behind', late);
          return 'behind';
        }
      }
    } catch (error) {
      // It may have to end a read so as to go on replaying; that alone says nothing against it.
      if (kindOf(error) !== 'conflict') this.#leave('down', describe(error));
      return 'failed';
    }
  }

  /** A standby of a primary that was restored since tells of a time line that is lost. */
  readonly #judge = (head: HeadRow | undefined) => this.#options.ledger.judgeReplica(head);

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#pool.close();
  }

  async #hasReached(mark: Mark): Promise<boolean> {
    const end = performance.now() + waitsForReplica;
    for (let wait = 4; ; wait = Math.min(wait * 2, 32)) {
      const own = await this.#pool.attempt((db) =>
        within(answersWithin, readMark(db, this.#judge)),
      );
      this.#tellLag(own);
      if (covers(own, mark)) return true;
      if (performance.now() + wait > end) return false;
      await sleep(wait);
    }
  }

  async #probe(): Promise<void> {
    let [state, reason]: [ReplicaState, string] = ['up', ''];
    try {
      // Whoever reads asks the primary how far it is: here what was heard last will do.
      if (!(await this.#hasReached(this.#options.floor.mark))) [state, reason] = ['behind', late];
    } catch (error) {
      [state, reason] = ['down', describe(error)];
    }
    if (this.#closed) return;
    this.#tell(state, reason);
    if (state === 'up') return;
    this.#rest = state === 'down' ? Math.min(this.#rest * 2, longestRest) : firstRest;
    this.#timer = setTimeout(() => void this.#probe(), this.#rest).unref();
  }

  /** Leaves it alone for a moment; of the reads that find out at once, the first does so. */
  #leave(state: 'behind' | 'down', reason: string): void {
    if (this.#closed || this.#state !== 'up') return;
    this.#tell(state, reason);
    this.#rest = firstRest;
    this.#timer = setTimeout(() => void this.#probe(), this.#rest).unref();
  }

  #tell(state: ReplicaState, reason: string): void {
    const isNews = state !== this.#state || !this.#isKnown;
    this.#state = state;
    this.#isKnown = true;
    if (isNews) this.#options.events.onState(this.#options.number, state, reason);
  }

  #tellLag({ position }: Mark): void {
    const { number, floor, events } = this.#options;
    events.onLag(number, Math.max(0, floor.mark.position - position));
  }
}

function describe(error: unknown): string {
  return reasonOf(error) ?? (error instanceof Error ? error.name : 'unknown');
}
