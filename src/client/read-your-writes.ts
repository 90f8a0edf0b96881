/** Where a server takes the revision that its reply must show at least, and tells that of a write. */
const header = 'guanzhu-revision';

/** The newest revision that writes of a client were answered with; what it sends then asks to see that much. */
export class ReadYourWrites {
  #newest: string | undefined;

  /** Takes up what a reply tells. */
  remember(reply: Headers): void {
    const revision = reply.get(header);
    if (revision !== null && isLater(revision, this.#newest)) this.#newest = revision;
  }

  /** Lets go of what the server calls lost: it would refuse every read that names it. */
  forget(): void {
    this.#newest = undefined;
  }

  /** What to send with a call. */
  get headers(): Readonly<Record<string, string>> {
    return this.#newest === undefined ? {} : { [header]: this.#newest };
  }
}

/**
 * Replies to writes that run at once come in any order. A revision is a letter and a number in base 36,
 * and behind a line the ledger that it is of: one of another ledger comes after all of the one before.
 */
function isLater(one: string, other: string | undefined): boolean {
  const [place = '', ledger] = one.split('_');
  const [before = '', ledgerBefore] = other?.split('_') ?? [];
  if (ledger !== ledgerBefore) return true;
  return place.length === before.length ? place > before : place.length > before.length;
}
