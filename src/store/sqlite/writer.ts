import { Worker } from 'node:worker_threads';
import { GuanzhuError } from '../../domain/errors.js';
import type { FollowCommand, FollowResult, KeyedCommands } from '../../domain/follow.js';
import type { Provision } from '../../domain/store.js';
import type { Micros } from '../../domain/time.js';
import type { DirectoryWrite } from './directory-writer.js';
import type { WriterReply, WriterRequest, WriterStart } from './writer-messages.js';

type Body<R> = R extends { readonly id: number } ? Omit<R, 'id'> : never;

interface Waiting {
  resolve(reply: WriterReply): void;
  reject(error: GuanzhuError): void;
}

/**
 * The writer thread, seen from the serving thread. Commits wait for the disk, so they happen beside
 * the event loop: requests go on being read, and form the next batch, while a batch is synced.
 */
export class Writer {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #exited: Promise<void>;
  #lastId = 0;
  #ended: GuanzhuError | undefined;
  #failed = false;

  constructor(start: WriterStart) {
    this.#worker = new Worker(new URL('./writer-thread.js', import.meta.url), {
      workerData: start,
    });
    this.#worker.on('message', (reply: WriterReply) => this.#settle(reply));
    this.#worker.on('error', (error) => this.#end(error));
    this.#exited = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        this.#end(new Error('the writer thread has ended'));
        resolve();
      });
    });
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

  /** Whether an outcome is unknown, after which nothing more is written. */
  get hasFailed(): boolean {
    return this.#failed;
  }

  async close(): Promise<void> {
    if (!this.#ended) {
      const closed = this.#ask({ kind: 'close' });
      this.#ended = new GuanzhuError('store_unavailable', { reason: 'closed' });
      await closed;
    }
    await this.#exited;
  }

  #ask(body: Body<WriterRequest>): Promise<WriterReply> {
    if (this.#ended) return Promise.reject(this.#ended);
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, ...body });
    });
  }

  #settle(reply: WriterReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (reply.kind === 'failed') {
      const { refusal, detail } = reply;
      if (refusal.code === 'outcome_unknown') this.#failed = true;
      const options = detail === null ? {} : { cause: new Error(detail) };
      waiting?.reject(new GuanzhuError(refusal.code, refusal.params, options));
    } else {
      waiting?.resolve(reply);
    }
  }

  /** A thread that dies may have committed what it had not yet answered. */
  #end(cause: Error): void {
    const unknown = new GuanzhuError('outcome_unknown', {}, { cause });
    if (!this.#ended) this.#failed = true;
    this.#ended ??= unknown;
    for (const waiting of this.#waiting.values()) waiting.reject(unknown);
    this.#waiting.clear();
  }
}
