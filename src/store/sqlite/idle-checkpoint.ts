import { type Database, intoFile } from './driver.js';

/** How long nothing is written before the log is brought into the file, in ms. */
const idleTime = 1_000;

/**
 * Brings what stands in the write-ahead log alone into the database file once nothing has been written for
 * a while: a copy of the file made then has everything. It never comes between writes that follow closely.
 */
export class IdleCheckpoint {
  readonly #db: Database;
  #lastWrite = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(db: Database) {
    this.#db = db;
  }

  noteWrite(): void {
    this.#lastWrite = performance.now();
    this.#timer ??= this.#wait(idleTime);
  }

  #wait(ms: number): NodeJS.Timeout {
    return setTimeout(() => this.#look(), ms).unref();
  }

  #look(): void {
    this.#timer = undefined;
    if (!this.#db.open) return;
    const rest = this.#lastWrite + idleTime - performance.now();
    if (rest > 0) this.#timer = this.#wait(rest);
    // A reader of what was before keeps a part in the log until it has ended.
    else if (!intoFile(this.#db)) this.#timer = this.#wait(idleTime);
  }
}
