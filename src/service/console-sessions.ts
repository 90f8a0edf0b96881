import { createHash } from 'node:crypto';
import type { Clock, Micros } from '../domain/time.js';

const linkLife: Micros = 15 * 60 * 1_000_000;
const idleLife: Micros = 12 * 3600 * 1_000_000;
/** Sessions kept at once: more, and the one idle longest ends. */
const mostSessions = 100;

/**
 * Who is signed in to the console. Sessions are kept in memory, so that ending one is certain, and a
 * restart ends them all, as another administrator's token does. Ids and links are known here by their
 * hashes only.
 */
export class ConsoleSessions {
  readonly #clock: Clock;
  readonly #randomise: (bytes: Uint8Array) => Uint8Array;
  /** When each session was seen last, in that order. */
  readonly #seen = new Map<string, Micros>();
  readonly #tokenVersion: () => Promise<string>;
  #link: { readonly hash: string; readonly until: Micros } | undefined;
  #openedUnder = '';

  /** @param tokenVersion a text that is another once the administrator's token is. */
  constructor(
    clock: Clock,
    randomise: (bytes: Uint8Array) => Uint8Array,
    tokenVersion: () => Promise<string>,
  ) {
    this.#clock = clock;
    this.#randomise = randomise;
    this.#tokenVersion = tokenVersion;
  }

  /** A code that opens one session, within 15 minutes. A code before it is void. */
  async makeLink(): Promise<string> {
    await this.#endUnderOtherToken();
    const code = this.#secret();
    this.#link = { hash: hash(code), until: this.#clock.now() + linkLife };
    return code;
  }

  /** Whether the code is that of the link; it never is again. */
  async takeLink(code: string): Promise<boolean> {
    await this.#endUnderOtherToken();
    const link = this.#link;
    if (link?.hash !== hash(code)) return false;
    this.#link = undefined;
    return this.#clock.now() < link.until;
  }

  /** Opens a session, and ends the one that the browser had. */
  async open(before: string | undefined): Promise<string> {
    await this.#endUnderOtherToken();
    if (before !== undefined) this.end(before);
    const [oldest] = this.#seen.keys();
    if (oldest !== undefined && this.#seen.size >= mostSessions) this.#seen.delete(oldest);
    const id = this.#secret();
    this.#seen.set(hash(id), this.#clock.now());
    return id;
  }

  /** Whether a session is open; it then stays so for 12 hours more. */
  async isOpen(id: string): Promise<boolean> {
    await this.#endUnderOtherToken();
    const key = hash(id);
    const seen = this.#seen.get(key);
    const now = this.#clock.now();
    this.#seen.delete(key);
    if (seen === undefined || now - seen > idleLife) return false;
    this.#seen.set(key, now);
    return true;
  }

  end(id: string): void {
    this.#seen.delete(hash(id));
  }

  async #endUnderOtherToken(): Promise<void> {
    const version = await this.#tokenVersion();
    if (version === this.#openedUnder) return;
    this.#openedUnder = version;
    this.#seen.clear();
    this.#link = undefined;
  }

  #secret(): string {
    return Buffer.from(this.#randomise(new Uint8Array(32))).toString('base64url');
  }
}

const hash = (text: string) => createHash('sha256').update(text).digest('base64');
