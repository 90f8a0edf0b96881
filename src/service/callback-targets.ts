import { GuanzhuError } from '../domain/errors.js';
import { type CallbackAllowance, literalAddress, mayCall } from './callback-address.js';
import { readHttpUrl } from './http-url.js';

/** How long a caller waits for the name in an address to be resolved, in ms. */
const lookupTimeout = 5_000;

/** All addresses that a host name stands for now. Rejects when there are none. */
export type Lookup = (host: string) => Promise<readonly string[]>;

/** An address with what its host stands for now: all of it may be called. */
export interface Target {
  readonly url: URL;
  readonly addresses: readonly [string, ...string[]];
}

/** Decides which addresses callbacks may be sent to. */
export class CallbackTargets {
  readonly #lookup: Lookup;
  readonly #allowance: CallbackAllowance;

  constructor(lookup: Lookup, allowance: CallbackAllowance) {
    this.#lookup = lookup;
    this.#allowance = allowance;
  }

  /**
   * An address that somebody wants to be called at.
   *
   * @throws GuanzhuError `parameter_invalid` for the field, as `readHttpUrl`; `callback_refused`.
   */
  async admit(text: string, field: string): Promise<Target> {
    const url = readHttpUrl(text, field);
    const signal = AbortSignal.timeout(lookupTimeout);
    return { url, addresses: await this.resolve(url.hostname, signal) };
  }

  /**
   * The addresses of a URL's host, none of which leads where callbacks may not go. They hold for one
   * connection only: a name can stand for others a moment later.
   *
   * @throws GuanzhuError `callback_refused`, without saying why: the answer must not tell which names
   *   and addresses exist inside the network.
   */
  async resolve(host: string, signal: AbortSignal): Promise<Target['addresses']> {
    const literal = literalAddress(host);
    const [first, ...others] = literal === undefined ? await this.#find(host, signal) : [literal];
    if (first === undefined) throw refused(host);
    for (const address of [first, ...others]) {
      if (!mayCall(host, address, this.#allowance)) throw refused(host);
    }
    return [first, ...others];
  }

  /** A lookup cannot be stopped, only no longer be waited for. */
  #find(host: string, signal: AbortSignal): Promise<readonly string[]> {
    return new Promise((resolve, reject) => {
      const giveUp = () => reject(refused(host));
      if (signal.aborted) return giveUp();
      signal.addEventListener('abort', giveUp, { once: true });
      this.#lookup(host)
        .then(resolve, giveUp)
        .finally(() => signal.removeEventListener('abort', giveUp));
    });
  }
}

function refused(host: string): GuanzhuError {
  return new GuanzhuError('callback_refused', { host: host.slice(0, 255) });
}
