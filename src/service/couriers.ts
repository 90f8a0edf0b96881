/** Brings messages to one receiver from the moment it is made until it is stopped. */
export interface Courier {
  /** Resolves once it has nothing to do any more, or was stopped. */
  readonly ended: Promise<void>;
  /** Breaks off what is under way, and keeps how far it came. */
  stop(): Promise<void>;
}

/** Keeps one courier at most for each key. */
export class Couriers<C extends Courier> {
  readonly #running = new Map<string, C>();
  #changing: Promise<void> = Promise.resolve();
  #stopped = false;

  get running(): Iterable<C> {
    return this.#running.values();
  }

  /**
   * Stops the key's courier, does what must not happen beside one, and begins another, which takes up
   * how things are then. One change at a time, so that a key never has two couriers.
   */
  change<T>(key: string, work: () => Promise<T>, begin: () => C): Promise<T> {
    const done = this.#changing.then(async () => {
      await this.#running.get(key)?.stop();
      this.#running.delete(key);
      try {
        return await work();
      } finally {
        if (!this.#stopped) this.#keep(key, begin());
      }
    });
    this.#changing = done.then(
      () => {},
      () => {},
    );
    return done;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#changing;
    await Promise.all([...this.#running.values()].map((courier) => courier.stop()));
  }

  #keep(key: string, courier: C): void {
    this.#running.set(key, courier);
    courier.ended.then(() => {
      if (this.#running.get(key) === courier) this.#running.delete(key);
    });
  }
}
