import type { Username } from '../domain/account.js';

/** What every documented finder username begins with. */
const prefix = 'v2_060000231003b20faec8';

/** A username of the documented shape that nobody has. */
export function newUsername(randomise: (bytes: Uint8Array) => Uint8Array): Username {
  return `${prefix}${Buffer.from(randomise(new Uint8Array(28))).toString('hex')}@finder`;
}
