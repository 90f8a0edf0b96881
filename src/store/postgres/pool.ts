import { setTimeout as sleep } from 'node:timers/promises';
import { GuanzhuError } from '../../domain/errors.js';
import { type Connection, closedError, isReadOnly, kindOf, translate } from './driver.js';
import type { Mark } from './floor.js';

/** How long a read is tried again while the database is away, in ms: a failover takes some seconds. */
const patience = 10_000;
const idleTime = 30_000;

/** Where readers send their statements. */
export interface ReadPool {
  /**
   * Runs statements, each of which sees the newest commit or a later one than the one before.
   *
   * @param need what they must see at least, where they may be answered from a replica.
   */
  use<T>(work: (db: Connection) => Promise<T>, need?: Partial<Mark>): Promise<T>;
  /** Runs statements that all see one moment. */
  snapshot<T>(work: (db: Connection) => Promise<T>, need?: Partial<Mark>): Promise<T>;
}

export interface PoolOptions {
  connect(): Promise<Connection>;
  /** The most connections open at once. */
  readonly size: number;
}

/** Connections for reads, and for writes that one statement makes and that may be made twice. */
export class Pool implements ReadPool {
  readonly #connect: () => Promise<Connection>;
  readonly #size: number;
  readonly #idle: { readonly connection: Connection; readonly since: number }[] = [];
  readonly #waiting: (() => void)[] = [];
  readonly #reaper: NodeJS.Timeout;
  #taken = 0;
  #closed = false;
  /** Connections that were opened before it was counted up are not used again. */
  #age = 0;

  constructor({ connect, size }: PoolOptions) {
    this.#connect = connect;
    this.#size = size;
    this.#reaper = setInterval(() => this.#reap(), idleTime).unref();
  }

  /** Runs statements that see the newest commit, again when the connection is lost under them. */
  async use<T>(work: (db: Connection) => Promise<T>): Promise<T> {
    if (this.#closed) throw closedError();
    const end = Date.now() + patience;
    for (let wait = 20; ; wait = Math.min(wait * 2, 500)) {
      try {
        return await this.attempt(work);
      } catch (error) {
        if (isReadOnly(error)) this.renew();
        const again = kindOf(error) !== 'other' && Date.now() + wait < end && !this.#closed;
        if (!again) throw translate(error);
        await sleep(wait);
      }
    }
  }

  /** Runs statements that all see one moment. */
  snapshot<T>(work: (db: Connection) => Promise<T>): Promise<T> {
    return this.use(async (db) => {
      const begun = db.script('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const [, result] = await Promise.all([begun, work(db)]);
      // Sent, not waited for: it comes before whatever the connection is used for next.
      db.script('COMMIT').catch(() => db.destroy());
      return result;
    });
  }

  /** Breaks off idle connections and uses none of the others again: they may lead to a former primary. */
  renew(): void {
    this.#age += 1;
    for (const { connection } of this.#idle.splice(0)) connection.destroy();
  }

  /** Waits for what is under way. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#reaper);
    while (this.#taken > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    await Promise.all(this.#idle.splice(0).map(({ connection }) => connection.close()));
  }

  /** Runs statements once, whatever comes of it. @throws Error the driver's own. */
  async attempt<T>(work: (db: Connection) => Promise<T>): Promise<T> {
    if (this.#closed) throw closedError();
    const age = this.#age;
    const db = await this.#take();
    let sound = false;
    try {
      const result = await work(db);
      sound = true;
      return result;
    } catch (error) {
      // A refusal of ours is no fault of the connection, but it may stand in a transaction.
      if (error instanceof GuanzhuError) sound = await ended(db);
      throw error;
    } finally {
      this.#taken -= 1;
      if (sound && !db.broken && age === this.#age)
        this.#idle.push({ connection: db, since: Date.now() });
      else db.destroy();
      this.#waiting.shift()?.();
    }
  }

  async #take(): Promise<Connection> {
    while (this.#taken >= this.#size) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#taken += 1;
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) {
      if (!idle.connection.broken) return idle.connection;
    }
    try {
      return await this.#connect();
    } catch (error) {
      this.#taken -= 1;
      this.#waiting.shift()?.();
      throw error;
    }
  }

  #reap(): void {
    const before = Date.now() - idleTime;
    // The oldest stand first: the newest are taken first.
    while ((this.#idle[0]?.since ?? before) < before) void this.#idle.shift()?.connection.close();
  }
}

/** Ends a transaction that may be open; false when the connection cannot. */
async function ended(db: Connection): Promise<boolean> {
  return db.script('ROLLBACK').then(
    () => true,
    () => false,
  );
}
