import { createHmac, timingSafeEqual } from 'node:crypto';
import type { GraphStore } from '../domain/store.js';

const macBytes = 16;

/**
 * Hands texts out and knows them again: what a client brings back is either exactly what was given for
 * that context (a caller, an operation), or nothing. Sealed, not secret: a client can read the payload.
 */
export class Seal {
  readonly #key: Uint8Array;

  /** @param key 32 random bytes, the same for every process of an instance. */
  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** The payload with its proof, as base64url text. Never empty. */
  close(context: readonly string[], payload: string): string {
    const bytes = Buffer.from(payload, 'utf8');
    return Buffer.concat([this.mac(context, bytes), bytes]).toString('base64url');
  }

  /** The payload that `close` was given for this context; undefined for any other text. */
  open(context: readonly string[], text: string): string | undefined {
    if (!/^[\w-]+$/.test(text)) return undefined;
    const bytes = Buffer.from(text, 'base64url');
    if (bytes.length < macBytes) return undefined;
    const payload = bytes.subarray(macBytes);
    const genuine = this.proves(bytes.subarray(0, macBytes), context, payload);
    // One payload has one text: base64 leaves spare bits that would let others pass.
    return genuine && bytes.toString('base64url') === text ? payload.toString('utf8') : undefined;
  }

  /** Whether a text of bytes is the proof of this payload in this context. Takes as long either way. */
  proves(proof: Uint8Array, context: readonly string[], payload: Uint8Array): boolean {
    return proof.length === macBytes && timingSafeEqual(proof, this.mac(context, payload));
  }

  /** The proof alone, 16 bytes, for a format of one's own. */
  mac(context: readonly string[], payload: Uint8Array): Buffer {
    const hmac = createHmac('sha256', this.#key);
    hmac.update(JSON.stringify(context)).update('\0').update(payload);
    return hmac.digest().subarray(0, macBytes);
  }
}

/** The seal of an instance: its key is made at the first start and kept with the data. */
export async function openSeal(
  store: GraphStore,
  randomise: (bytes: Uint8Array) => Uint8Array,
): Promise<Seal> {
  const name = 'seal';
  // Whoever is first wins, so that processes starting at once agree on one key.
  await store.provision({ secrets: [{ name, value: randomise(new Uint8Array(32)) }] });
  const key = await store.findSecret(name);
  if (!key) throw new Error('the instance key was not kept');
  return new Seal(key);
}
