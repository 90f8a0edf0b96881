import { createHash } from 'node:crypto';

/** The only form in which a token is kept. Tokens are random, so a plain fast hash is enough. */
export function hashToken(token: string): Uint8Array {
  return createHash('sha256').update(token, 'utf8').digest();
}
