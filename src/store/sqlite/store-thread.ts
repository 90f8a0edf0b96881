import { Worker } from 'node:worker_threads';
import { GuanzhuError, type Refusal } from '../../domain/errors.js';

/** How a thread says that a request failed. */
export interface Failure {
  readonly kind: 'failed';
  readonly refusal: Refusal;
  readonly detail: string | null;
}

type Numbered = { readonly id: number };

interface Waiting<Reply> {
  resolve(reply: Reply): void;
  reject(error: GuanzhuError): void;
}

/** A thread of its own beside the serving thread, which answers requests one after another. */
export class StoreThread<Request extends object, Reply extends object> {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting<Reply>>();
  readonly #exited: Promise<void>;
  readonly #lost: (cause: Error) => GuanzhuError;
  #lastId = 0;
  #ended: GuanzhuError | undefined;
  #refusing: GuanzhuError | undefined;

  /**
   * @param script the thread's module, beside this one.
   * @param lost what the requests come to that a thread which died leaves without an answer.
   */
  constructor(script: string, start: unknown, lost: (cause: Error) => GuanzhuError) {
    this.#lost = lost;
    this.#worker = new Worker(new URL(script, import.meta.url), { workerData: start });
    this.#worker.on('message', (reply: Numbered & (Reply | Failure)) => this.#settle(reply));
    this.#worker.on('error', (error) => this.#end(error));
    this.#exited = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        this.#end(new Error(`${script} has ended`));
        resolve();
      });
    });
  }

  ask(request: Request): Promise<Reply> {
    return this.#refusing ? Promise.reject(this.#refusing) : this.#send(request);
  }

  /** From now on, requests are refused. */
  refuse(): void {
    this.#refusing ??= new GuanzhuError('store_unavailable', { reason: 'closed' });
  }

  #send(request: Request): Promise<Reply> {
    if (this.#ended) return Promise.reject(this.#ended);
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ ...request, id });
    });
  }

  /** Sends the last request, after which the thread ends. */
  async close(request: Request): Promise<void> {
    this.refuse();
    if (!this.#ended) await this.#send(request);
    await this.#exited;
  }

  #settle(reply: Numbered & (Reply | Failure)): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (isFailure(reply)) {
      const { refusal, detail } = reply;
      const options = detail === null ? {} : { cause: new Error(detail) };
      waiting?.reject(new GuanzhuError(refusal, {}, options));
    } else {
      waiting?.resolve(reply);
    }
  }

  #end(cause: Error): void {
    const lost = this.#lost(cause);
    this.#ended ??= lost;
    this.#refusing ??= lost;
    for (const waiting of this.#waiting.values()) waiting.reject(lost);
    this.#waiting.clear();
  }
}

function isFailure(reply: object): reply is Failure {
  return 'kind' in reply && reply.kind === 'failed';
}
