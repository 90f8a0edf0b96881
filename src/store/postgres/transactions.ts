import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { GuanzhuError } from '../../domain/errors.js';
import { noAccount } from '../bucket.js';
import { refuseClosed } from '../move/mark.js';
import {
  type Connection,
  closedError,
  isLastingFault,
  kindOf,
  reasonOf,
  translate,
} from './driver.js';
import type { Ledger } from './ledger.js';
import { connectToPrimary } from './servers.js';
import type { HeadRow } from './statements/ledger-statements.js';
import type { Statement } from './statements/statement.js';
import { statements } from './statements.js';

/** How long a transaction is tried again while the database is away, in ms. */
const patience = 30_000;
/** How long outcomes can be asked for: far longer than anybody goes on asking. In microseconds. */
const outcomesKept = 3_600_000_000;
/** Every so many transactions, old outcomes are dropped. */
const sweepEvery = 256;

// A process that hangs must not keep the head from all others. A transaction is durable when it is
// answered, whatever the server's default is.
const begin = `
  BEGIN ISOLATION LEVEL READ COMMITTED;
  SET LOCAL idle_in_transaction_session_timeout = 15000;
  SELECT set_config('synchronous_commit', 'on', true)
  WHERE current_setting('synchronous_commit') = 'off'`;

/** A transaction that holds the ledger's head, so that it is the only one that decides anything. */
export class Transaction {
  readonly db: Connection;
  /** The head as it is locked. Reads that are sent after it see all that was committed before. */
  readonly head: Promise<HeadRow>;
  readonly #writes: Promise<unknown>[] = [];

  constructor(db: Connection, head: Promise<HeadRow>) {
    this.db = db;
    this.head = head;
  }

  get writes(): readonly Promise<unknown>[] {
    return this.#writes;
  }

  /** Sends a write; the commit waits for it. */
  write<Params extends readonly unknown[]>(
    statement: Statement<Params, never>,
    ...params: Params
  ): void {
    const written = this.db.run(statement, ...params);
    // The commit tells of the failure.
    written.catch(() => {});
    this.#writes.push(written);
  }
}

/** Begins a transaction, and locks the head. */
export function openTransaction(db: Connection): Transaction {
  const begun = db.script(begin);
  const head = db.get(statements.lockHead, noAccount).then((row) => {
    if (!row) throw new Error('the ledger has no head');
    return row;
  });
  const locked = Promise.all([begun, head]).then(([, row]) => row);
  // Whoever reads waits for it as well.
  locked.catch(() => {});
  return new Transaction(db, locked);
}

/**
 * Carries out one transaction over a connection, where nobody has to know whether a commit that was not
 * answered was made. A connection on which it failed is closed: the server undoes what is open.
 */
export async function runOnce<T>(
  db: Connection,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  try {
    const transaction = openTransaction(db);
    const result = await work(transaction);
    const [command] = await Promise.all([
      db.script('COMMIT'),
      transaction.head,
      ...transaction.writes,
    ]);
    if (command !== 'COMMIT') throw new Error(`the commit came to ${command}`);
    return result;
  } catch (error) {
    db.destroy();
    throw error;
  }
}

/** What becomes of the writes of a process. */
export interface TransactionEvents {
  /** How many transactions have written, up to one that was committed here. */
  onCommit(writes: number): void;
  /** The connection is gone, and the next may be to another server. */
  onLoss(): void;
}

/**
 * The writes of one process, one after the other on a connection of their own. Each is carried out
 * exactly once, whatever becomes of connections and servers on the way: it leaves a key behind with
 * what it writes, and one whose commit was not answered is looked for by that key, under the lock that
 * it held itself, before it is run again.
 */
export class Transactions {
  readonly ledger: Ledger;
  readonly #urls: readonly string[];
  readonly #events: TransactionEvents;
  #db: Connection | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #count = 0;
  #closed = false;
  #fault: GuanzhuError | undefined;

  constructor(urls: readonly string[], ledger: Ledger, events: TransactionEvents) {
    this.ledger = ledger;
    this.#urls = urls;
    this.#events = events;
  }

  /**
   * Runs `work`, again from the start where nothing of it was written. It reads with the transaction
   * and sends its writes last.
   *
   * @throws GuanzhuError what `work` threw; `store_unavailable` when nothing was written;
   *   `outcome_unknown` when the database stays away for longer than anybody should wait.
   */
  run<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(closedError());
    const done = this.#last.then(() => this.#run(work));
    this.#last = done.catch(() => {});
    return done;
  }

  /** See `GraphStore.writeFault`. */
  get fault(): GuanzhuError | undefined {
    return this.#fault;
  }

  /** See `GraphStore.probe`. */
  async probe(): Promise<void> {
    await this.run(async (transaction) => transaction.write(statements.touchHead, noAccount));
    this.#fault = undefined;
  }

  /** Waits for what is under way. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#last;
    await this.#db?.close();
  }

  async #run<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const key = randomBytes(16);
    const end = Date.now() + patience;
    let sent: { readonly value: T } | undefined;
    for (let wait = 10; ; wait = Math.min(wait * 2, 500)) {
      try {
        const transaction = await this.#begin();
        // Beside the work, which nothing is written of before both are done.
        const own = transaction.head.then((head) => this.ledger.checkPrimary(head));
        own.catch(() => {});
        if (sent) {
          const { db } = transaction;
          const settled = await db.get(statements.outcome, noAccount, key);
          if (settled) {
            this.#events.onCommit((await transaction.head).writes);
            return this.#leave(db, sent.value);
          }
          // It held the head that is held here now, so it is over, and undone.
          sent = undefined;
        }
        const value = await work(transaction);
        await own;
        refuseClosed(await transaction.head);
        if (transaction.writes.length === 0) return this.#leave(transaction.db, value);
        sent = { value };
        await this.#commit(transaction, key);
        return value;
      } catch (error) {
        if (error instanceof GuanzhuError) {
          this.#leave(this.#db, undefined);
          throw error;
        }
        this.#db?.destroy();
        this.#db = undefined;
        const kind = kindOf(error);
        if (kind === 'lost') this.#events.onLoss();
        if (kind === 'other') throw this.#note(translate(error));
        if (Date.now() + wait > end) {
          const code = sent ? 'outcome_unknown' : 'store_unavailable';
          throw new GuanzhuError(code, { reason: reasonOf(error) ?? '' }, { cause: error });
        }
        await sleep(wait);
      }
    }
  }

  #note(failure: GuanzhuError): GuanzhuError {
    if (isLastingFault(failure)) this.#fault = failure;
    return failure;
  }

  async #begin(): Promise<Transaction> {
    if (!this.#db || this.#db.broken)
      this.#db = await connectToPrimary(this.#urls, this.#events.onLoss);
    const db = this.#db;
    return openTransaction(db);
  }

  async #commit({ db, head, writes }: Transaction, key: Uint8Array): Promise<void> {
    const now = Date.now() * 1000;
    const count = (await head).writes + 1;
    this.#count += 1;
    const sweep = this.#count % sweepEvery === 0;
    const counted = db.run(statements.countWrite, noAccount, count);
    const committed = this.#sendCommit(db, key, now, sweep);
    const [command] = await Promise.all([committed, counted, ...writes]);
    if (command !== 'COMMIT') throw new Error(`the commit came to ${command}`);
    this.#events.onCommit(count);
  }

  async #sendCommit(db: Connection, key: Uint8Array, now: number, sweep: boolean): Promise<string> {
    const kept = db.run(statements.addOutcome, noAccount, key, now);
    const swept = sweep && db.run(statements.dropOldOutcomes, noAccount, now - outcomesKept);
    const commit = db.script('COMMIT');
    const [command] = await Promise.all([commit, kept, swept]);
    return command;
  }

  /** Ends a transaction that wrote nothing. */
  #leave<T>(db: Connection | undefined, value: T): T {
    db?.script('ROLLBACK').catch(() => db.destroy());
    return value;
  }
}
