import { asGuanzhuError, GuanzhuError, type Refusal } from '../domain/errors.js';

export type BatchResult<Outcome> =
  | { readonly ok: true; readonly outcome: Outcome }
  | { readonly ok: false; readonly refusal: Refusal };

export interface BatcherOptions<Command, Outcome> {
  /** Makes a batch durable; results in the order of the commands. */
  apply(batch: readonly Command[]): Promise<readonly BatchResult<Outcome>[]>;
  /** How much of a batch a command takes up; 1 unless given. */
  sizeOf?(command: Command): number;
  /** A batch takes commands until it has this size. */
  readonly maxBatch: number;
  /** The most commands that may wait; one more is refused with `overloaded`. */
  readonly maxWaiting: number;
}

interface Waiting<Command, Outcome> {
  readonly command: Command;
  resolve(outcome: Outcome): void;
  reject(error: GuanzhuError): void;
}

/**
 * Group commit: the commands that arrive while one batch is being made durable form the next batch,
 * so one sync serves many. There is no timer: an idle batcher starts at once, a busy one fills larger
 * batches. A caller is answered only after the commit of its own batch.
 */
export class Batcher<Command, Outcome> {
  readonly #options: BatcherOptions<Command, Outcome>;
  #waiting: Waiting<Command, Outcome>[] = [];
  #running = false;

  constructor(options: BatcherOptions<Command, Outcome>) {
    this.#options = options;
  }

  /**
   * @throws GuanzhuError the command's own refusal; `overloaded` when too many wait; what `apply`
   *   threw when its whole batch failed.
   */
  submit(command: Command): Promise<Outcome> {
    if (this.#waiting.length >= this.#options.maxWaiting) {
      return Promise.reject(new GuanzhuError('overloaded'));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ command, resolve, reject });
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#nextBatch());
      await this.#commit(batch);
    }
    this.#running = false;
  }

  /** How many commands the next batch takes: one at least, however large. */
  #nextBatch(): number {
    const { maxBatch, sizeOf } = this.#options;
    if (!sizeOf) return maxBatch;
    let size = 0;
    const end = this.#waiting.findIndex(({ command }, index) => {
      size += sizeOf(command);
      return size > maxBatch && index > 0;
    });
    return end < 0 ? this.#waiting.length : end;
  }

  async #commit(batch: readonly Waiting<Command, Outcome>[]): Promise<void> {
    try {
      const results = await this.#options.apply(batch.map(({ command }) => command));
      for (const [index, { resolve, reject }] of batch.entries()) {
        const result = results[index];
        if (result?.ok) resolve(result.outcome);
        else if (result) reject(new GuanzhuError(result.refusal));
        else reject(new GuanzhuError('internal', { reason: 'a batch lost a result' }));
      }
    } catch (error) {
      for (const { reject } of batch) reject(asGuanzhuError(error));
    }
  }
}
