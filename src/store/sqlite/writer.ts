import { GuanzhuError } from '../../domain/errors.js';
import type { FollowCommand, FollowResult, KeyedCommands } from '../../domain/follow.js';
import type { Provision } from '../../domain/store.js';
import type { Micros } from '../../domain/time.js';
import type { DirectoryWrite } from './directory-writer.js';
import { isLastingFault } from './driver.js';
import { StoreThread } from './store-thread.js';
import type { WriterReply, WriterRequest, WriterStart } from './writer-messages.js';

/**
 * The writer thread, seen from the serving thread. Commits wait for the disk, so they happen beside
 * the event loop: requests go on being read, and form the next batch, while a batch is synced.
 */
export class Writer {
  readonly #thread: StoreThread<WriterRequest, WriterReply>;
  readonly #onFailed: (error: GuanzhuError) => void;
  #failed = false;
  #fault: GuanzhuError | undefined;

  /** @param onFailed called once, with the first error after which nothing more is written. */
  constructor(start: WriterStart, onFailed: (error: GuanzhuError) => void) {
    this.#onFailed = onFailed;
    this.#thread = new StoreThread(
      './writer-thread.js',
      start,
      // A thread that dies may have committed what it had not yet answered.
      (cause) => new GuanzhuError('outcome_unknown', {}, { cause }),
    );
  }

  async apply(
    commands: readonly FollowCommand[],
    now: Micros,
    keyed: readonly KeyedCommands[] = [],
  ): Promise<readonly FollowResult[]> {
    const reply = await this.#ask({ kind: 'apply', commands, now, keyed });
    if (reply.kind !== 'applied') throw new GuanzhuError('internal');
    return reply.results;
  }

  async provision(rows: Provision): Promise<void> {
    await this.#ask({ kind: 'provision', rows });
  }

  async write(write: DirectoryWrite): Promise<void> {
    await this.#ask({ kind: 'write', write });
  }

  async probe(): Promise<void> {
    await this.#ask({ kind: 'probe' });
    this.#fault = undefined;
  }

  /** See `GraphStore.writeFault`. */
  get fault(): GuanzhuError | undefined {
    return this.#fault;
  }

  /** Whether an outcome is unknown, after which nothing more is written. */
  get hasFailed(): boolean {
    return this.#failed;
  }

  /** From now on, writes are refused; those under way are finished. */
  refuse(): void {
    this.#thread.refuse();
  }

  close(): Promise<void> {
    return this.#thread.close({ kind: 'close' });
  }

  #fail(error: GuanzhuError): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#onFailed(error);
  }

  async #ask(request: WriterRequest): Promise<WriterReply> {
    try {
      return await this.#thread.ask(request);
    } catch (error) {
      if (error instanceof GuanzhuError) {
        if (error.code === 'outcome_unknown') this.#fail(error);
        if (isLastingFault(error)) this.#fault = error;
      }
      throw error;
    }
  }
}
