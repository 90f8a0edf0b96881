import type { TokenInfo } from '../domain/directory.js';
import type { KnownTenant } from '../domain/directory-store.js';
import type { Micros } from '../domain/time.js';
import { tokenIdOf } from '../domain/token.js';

/** A token as both engines keep it. */
export interface TokenRow {
  readonly hash: Buffer;
  readonly tenant: string;
  readonly label: string;
  readonly lastFour: string;
  readonly createdAt: Micros;
  readonly expiresAt: Micros | null;
  readonly suspended: number;
}

export function toTokenInfo({ hash, tenant, suspended, ...row }: TokenRow): TokenInfo {
  return { ...row, id: tokenIdOf(hash), tenant: { id: tenant }, suspended: suspended !== 0 };
}

/** A tenant as both engines tell it. */
export interface TenantRow {
  readonly tenant: string;
  readonly open: number;
}

export function toKnownTenant({ tenant, open }: TenantRow): KnownTenant {
  return { tenant: { id: tenant }, isOpen: open !== 0 };
}

/** What the hashes of the tokens after that one are greater than; all are when it is undefined. */
export function hashBound(after: string | undefined): Uint8Array {
  // Every hash with that beginning lies before the beginning followed by the largest bytes.
  return Buffer.from(after === undefined ? '' : after.padEnd(64, 'f'), 'hex');
}
