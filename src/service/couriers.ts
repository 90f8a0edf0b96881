/** Brings messages to one receiver from the moment it is made until it is stopped. */
export interface Courier {
  /** Resolves once it has nothing to do any more, or was stopped. */
  readonly ended: Promise<void>;
  /** Names what it works by, once it has read that: when this is something else, another must begin. */
  readonly version: string | undefined;
  /** Breaks off what is under way, and keeps how far it came. */
  stop(): Promise<void>;
}

/** Keeps one courier at most for each key, while this process is the one that sends. */
export class Couriers<C extends Courier> {
  readonly #begin: (key: string) => C;
  readonly #running = new Map<string, C>();
  #changing: Promise<void> = Promise.resolve();
  #sending = false;

  constructor(begin: (key: string) => C) {
    this.#begin = begin;
  }

  get running(): Iterable<C> {
    return this.#running.values();
  }

  get isBusy(): boolean {
    return this.#running.size > 0;
  }

  /**
   * Sends from now on, on these terms: begins couriers that are missing, and ends those that are not
   * wanted, or work by something else by now.
   *
   * @param wanted versions by key.
   */
  match(wanted: () => Promise<ReadonlyMap<string, string>>): Promise<void> {
    return this.#change(async () => {
      const versions = await wanted();
      this.#sending = true;
      for (const [key, { version }] of this.#running) {
        const outdated = version !== undefined && version !== versions.get(key);
        if (outdated || !versions.has(key)) await this.#end(key);
      }
      for (const key of versions.keys()) if (!this.#running.has(key)) this.#start(key);
    });
  }

  /** Stops the key's courier, does what must not happen beside one, and begins another. */
  change<T>(key: string, work: () => Promise<T>): Promise<T> {
    return this.#change(async () => {
      await this.#end(key);
      try {
        return await work();
      } finally {
        if (this.#sending) this.#start(key);
      }
    });
  }

  /** Breaks off everything, until `match` is called again. */
  pause(): Promise<void> {
    return this.#change(async () => {
      this.#sending = false;
      await Promise.all([...this.#running.keys()].map((key) => this.#end(key)));
    });
  }

  #start(key: string): void {
    const courier = this.#begin(key);
    this.#running.set(key, courier);
    courier.ended.then(() => {
      if (this.#running.get(key) === courier) this.#running.delete(key);
    });
  }

  async #end(key: string): Promise<void> {
    await this.#running.get(key)?.stop();
    this.#running.delete(key);
  }

  /** One change at a time, so that a key never has two couriers. */
  #change<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#changing.then(work);
    this.#changing = done.then(
      () => {},
      () => {},
    );
    return done;
  }
}
