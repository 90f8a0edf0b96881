import type { Micros } from '../../../domain/time.js';
import type { TenantRow, TokenRow } from '../../token-rows.js';
import { statement } from './statement.js';

export interface DeviceRow {
  readonly id: number;
  readonly appId: string;
  readonly tenant: string;
  readonly online: number;
}

/** Tokens and devices, as their administrator sees them. */
export const adminStatements = {
  insertToken: statement<[TokenRow]>(`
    INSERT INTO tokens (hash, tenant, label, last_four, created_at, expires_at, suspended)
    VALUES (@hash, @tenant, @label, @lastFour, @createdAt, @expiresAt, @suspended)`),
  tokensAfter: statement<[Uint8Array, number], TokenRow>(`
    SELECT hash, tenant, label, last_four AS lastFour, created_at AS createdAt,
      expires_at AS expiresAt, suspended
    FROM tokens WHERE hash > ? ORDER BY hash LIMIT ?`),
  tenants: statement<[now: Micros], TenantRow>(`
    SELECT tenant, max(suspended = 0 AND (expires_at IS NULL OR expires_at > ?)) AS open
    FROM tokens GROUP BY tenant
    UNION ALL
    SELECT DISTINCT tenant, 0 AS open FROM devices WHERE deleted = 0`),
  expireToken: statement<[Micros, Uint8Array]>('UPDATE tokens SET expires_at = ? WHERE hash = ?'),
  suspendToken: statement<[number, Uint8Array]>('UPDATE tokens SET suspended = ? WHERE hash = ?'),
  deleteToken: statement<[Uint8Array]>('DELETE FROM tokens WHERE hash = ?'),

  devicesAfter: statement<[string, number], DeviceRow>(`
    SELECT id, app_id AS appId, tenant, online FROM devices
    WHERE deleted = 0 AND app_id > ? ORDER BY app_id LIMIT ?`),
  reviveDevice: statement<[number]>('UPDATE devices SET deleted = 0, online = 1 WHERE id = ?'),
  markDeviceDeleted: statement<[number]>('UPDATE devices SET deleted = 1 WHERE id = ?'),
  removeIdentity: statement<[number, string]>(`
    DELETE FROM identities
    WHERE device = ? AND account = (SELECT id FROM accounts WHERE username = ?)`),
  removeIdentities: statement<[number]>('DELETE FROM identities WHERE device = ?'),
} as const;
