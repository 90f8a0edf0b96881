import { timingSafeEqual } from 'node:crypto';
import type { GraphStore } from '../domain/store.js';
import { hashToken } from './token-hash.js';

const secretName = 'admin-token-hash';

/** The token of the instance's administrator. Only its hash is known here. */
export class AdminToken {
  readonly #hash: Uint8Array;

  constructor(hash: Uint8Array) {
    this.#hash = hash;
  }

  matches(token: string): boolean {
    return timingSafeEqual(hashToken(token), this.#hash);
  }
}

/**
 * The administrator's token: the one that the configuration sets, which is not kept; else the one
 * made at the first start without it, of which the hash is kept.
 *
 * @returns `made`, the token itself, when this very start made it: nobody can read it later.
 */
export async function openAdminToken(
  store: GraphStore,
  configured: string,
  randomise: (bytes: Uint8Array) => Uint8Array,
): Promise<{ readonly admin: AdminToken; readonly made: string | undefined }> {
  if (configured !== '') return { admin: new AdminToken(hashToken(configured)), made: undefined };
  const kept = await store.findSecret(secretName);
  if (kept) return { admin: new AdminToken(kept), made: undefined };
  const made = Buffer.from(randomise(new Uint8Array(16))).toString('hex');
  // Whoever is first wins, so that processes starting at once agree on one token.
  await store.provision({ secrets: [{ name: secretName, value: hashToken(made) }] });
  const hash = await store.findSecret(secretName);
  if (!hash) throw new Error('the administrator token was not kept');
  const admin = new AdminToken(hash);
  return { admin, made: admin.matches(made) ? made : undefined };
}
