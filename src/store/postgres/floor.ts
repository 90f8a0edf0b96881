/** How far the database has come, as a row of the head tells it. */
export interface Mark {
  readonly position: number;
  readonly at: number;
  readonly writes: number;
}

/** How old the primary's mark may be while reads go to replicas, in ms. */
const keptFor = 500;
/** How long the primary may lack what was seen before that is taken for lost, in ms. */
const disbeliefLasts = 1_000;

/**
 * What every read of this process must show: all that the process wrote or answered before, and all that
 * anybody wrote until half a second ago. So a process never goes back behind itself, and no replica,
 * however far behind, makes anything older than that.
 */
export class Floor {
  readonly #ask: () => Promise<Mark>;
  #mark: Mark = { position: 0, at: 0, writes: 0 };
  #askedAt = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | undefined;
  #missingSince: number | undefined;

  /** @param ask reads the primary's mark. */
  constructor(ask: () => Promise<Mark>) {
    this.#ask = ask;
  }

  get mark(): Mark {
    return this.#mark;
  }

  raise({ position = 0, at = 0, writes = 0 }: Partial<Mark>): void {
    const mark = this.#mark;
    if (position <= mark.position && at <= mark.at && writes <= mark.writes) return;
    this.#mark = {
      position: Math.max(position, mark.position),
      at: Math.max(at, mark.at),
      writes: Math.max(writes, mark.writes),
    };
  }

  /** Resolves with what a read that begins now must show. Fails when the primary does not answer. */
  async current(): Promise<Mark> {
    if (performance.now() - this.#askedAt > keptFor) await this.#look();
    return this.#mark;
  }

  /** Takes up a revision that somebody has seen, if the primary knows it: a made-up one does nothing. */
  async reach(position: number): Promise<void> {
    // The first question may have been on its way before the revision was there.
    for (let looks = 0; looks < 2 && position > this.#mark.position; looks += 1) await this.#look();
  }

  #look(): Promise<void> {
    this.#asking ??= this.#question().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #question(): Promise<void> {
    const askedAt = performance.now();
    const before = this.#mark;
    const mark = await this.#ask();
    this.#askedAt = askedAt;
    if (covers(mark, { ...before, at: 0 })) {
      this.#missingSince = undefined;
      this.raise(mark);
      return;
    }
    // A standby may show a commit a moment before its primary does. What stays away was lost in a
    // failover, and waiting for it would keep every replica out.
    this.#missingSince ??= askedAt;
    if (askedAt - this.#missingSince > disbeliefLasts && this.#mark === before) {
      this.#missingSince = undefined;
      this.#mark = mark;
    }
  }
}

/** Whether a database at one mark shows all that another asks for. */
export function covers(have: Mark, { position = 0, at = 0, writes = 0 }: Partial<Mark>): boolean {
  return have.position >= position && have.at >= at && have.writes >= writes;
}

/** What shows all that either of two shows. */
export function both(one: Mark, { position = 0, at = 0, writes = 0 }: Partial<Mark>): Mark {
  return {
    position: Math.max(one.position, position),
    at: Math.max(one.at, at),
    writes: Math.max(one.writes, writes),
  };
}
