import { timingSafeEqual } from 'node:crypto';
import type { GraphStore } from '../domain/store.js';
import { hashToken } from './token-hash.js';

/** The name of the secret that is kept of the token: its hash. */
export const adminTokenSecret = 'admin-token-hash';
/** How long what the store said is taken for true, in ms: a token that was reset ends within it. */
const trust = 500;

/** Where a token waits until somebody has seen it. */
export interface TokenFile {
  readonly path: string;
  read(): string | undefined;
  /** Returns the token that waits: another's where one waited already. */
  keep(token: string): string;
  remove(): void;
}

/**
 * The token of the instance's administrator: the one that the configuration sets, which is not kept; else
 * the one made at the first start without it, of which the hash is kept. `guanzhu admin-token reset` may
 * put another in its place at any time.
 */
export class AdminToken {
  readonly #store: GraphStore;
  readonly #configured: Uint8Array | undefined;
  #known: Uint8Array | undefined;
  #fresh: Promise<Uint8Array | undefined> | undefined;

  constructor(store: GraphStore, configured: string) {
    this.#store = store;
    this.#configured = configured === '' ? undefined : hashToken(configured);
  }

  async matches(token: string): Promise<boolean> {
    const hash = await this.#hash();
    return hash !== undefined && timingSafeEqual(hashToken(token), hash);
  }

  /** A text that is another once the token is. */
  async version(): Promise<string> {
    return Buffer.from((await this.#hash()) ?? []).toString('hex');
  }

  /**
   * Makes the token where there is none. It waits in the file before it counts, so that nothing that
   * happens from then on, to this process or to its output, can lose it.
   *
   * @returns the token when this very start made it.
   */
  async make(
    file: TokenFile,
    randomise: (bytes: Uint8Array) => Uint8Array,
  ): Promise<string | undefined> {
    if (this.#configured || (await this.#hash())) return undefined;
    const made = newAdminToken(randomise);
    const waiting = file.keep(made);
    // Whoever is first wins, so that processes starting at once agree on one token.
    const value = hashToken(waiting);
    await this.#store.provision({ secrets: [{ name: adminTokenSecret, value }] });
    this.#fresh = undefined;
    if (await this.matches(waiting)) return waiting;
    if (waiting === made) file.remove();
    return undefined;
  }

  async waitsIn(file: TokenFile): Promise<boolean> {
    const waiting = file.read();
    return !this.#configured && waiting !== undefined && this.matches(waiting);
  }

  async #hash(): Promise<Uint8Array | undefined> {
    if (this.#configured) return this.#configured;
    if (!this.#fresh) {
      const fresh = this.#read();
      this.#fresh = fresh;
      setTimeout(() => {
        if (this.#fresh === fresh) this.#fresh = undefined;
      }, trust).unref();
    }
    return this.#fresh;
  }

  async #read(): Promise<Uint8Array | undefined> {
    try {
      this.#known = await this.#store.findSecret(adminTokenSecret);
    } catch {
      // While the store is away, what it said last holds.
    }
    return this.#known;
  }
}

export function newAdminToken(randomise: (bytes: Uint8Array) => Uint8Array): string {
  return Buffer.from(randomise(new Uint8Array(16))).toString('hex');
}
