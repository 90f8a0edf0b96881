/** Where a server takes the revision that its reply must show at least, and tells that of a write. */
const header = 'guanzhu-revision';

/** The newest revision that writes of a client were answered with; its reads then ask to see that much. */
export class ReadYourWrites {
  #newest: string | undefined;

  /** Takes up what a reply tells. */
  remember(reply: Headers): void {
    const revision = reply.get(header);
    if (revision !== null && isLater(revision, this.#newest)) this.#newest = revision;
  }

  /** What to send with a read. */
  get headers(): Readonly<Record<string, string>> {
    return this.#newest === undefined ? {} : { [header]: this.#newest };
  }
}

/** Replies to writes that run at once come in any order; a revision is a letter and a number in base 36. */
function isLater(one: string, other: string | undefined): boolean {
  if (other === undefined || one.length !== other.length) return one.length > (other?.length ?? 0);
  return one > other;
}
