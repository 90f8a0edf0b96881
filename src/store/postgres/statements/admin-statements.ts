import type { RoleType } from '../../../domain/identity.js';
import type { Micros } from '../../../domain/time.js';
import type { TenantRow, TokenRow } from '../../token-rows.js';
import { type Column, statement } from './statement.js';

export interface DeviceRow {
  readonly id: number;
  readonly appId: string;
  readonly tenant: string;
  readonly online: number;
}

/** Tokens and devices, as their administrator sees them. */
export const adminStatements = {
  insertToken: statement<
    [
      b: number,
      hash: Uint8Array,
      tenant: string,
      label: string,
      lastFour: string,
      createdAt: Micros,
      expiresAt: Micros | null,
    ]
  >(`
    INSERT INTO tokens (b, hash, tenant, label, last_four, created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)`),
  tokensAfter: statement<[b: number, after: Uint8Array, limit: number], TokenRow>(`
    SELECT hash, tenant, label, last_four AS "lastFour", created_at AS "createdAt",
      expires_at AS "expiresAt", suspended
    FROM tokens WHERE b = $1 AND hash > $2 ORDER BY hash LIMIT $3`),
  tenants: statement<[b: number, now: Micros], TenantRow>(`
    SELECT tenant,
      max(CASE WHEN suspended = 0 AND (expires_at IS NULL OR expires_at > $2) THEN 1 ELSE 0 END) AS open
    FROM tokens WHERE b = $1 GROUP BY tenant
    UNION ALL
    SELECT DISTINCT tenant, 0 FROM devices WHERE b = $1 AND deleted = 0`),
  expireToken: statement<[b: number, hash: Uint8Array, at: Micros]>(
    'UPDATE tokens SET expires_at = $3 WHERE b = $1 AND hash = $2',
  ),
  suspendToken: statement<[b: number, hash: Uint8Array, suspended: number]>(
    'UPDATE tokens SET suspended = $3 WHERE b = $1 AND hash = $2',
  ),
  deleteToken: statement<[b: number, hash: Uint8Array]>(
    'DELETE FROM tokens WHERE b = $1 AND hash = $2',
  ),

  devicesAfter: statement<[b: number, after: string, limit: number], DeviceRow>(`
    SELECT id, app_id AS "appId", tenant, online FROM devices
    WHERE b = $1 AND deleted = 0 AND app_id > $2 ORDER BY app_id LIMIT $3`),
  identitiesOfDevices: statement<
    [b: number, devices: Column],
    { device: number; username: string; roleType: RoleType }
  >(`
    SELECT device, username, role_type AS "roleType" FROM identities
    WHERE b = $1 AND device = ANY($2::bigint[]) ORDER BY device, account, role_type`),
  reviveDevice: statement<[b: number, id: number]>(
    'UPDATE devices SET deleted = 0, online = 1 WHERE b = $1 AND id = $2',
  ),
  markDeviceDeleted: statement<[b: number, id: number]>(
    'UPDATE devices SET deleted = 1 WHERE b = $1 AND id = $2',
  ),
  removeIdentity: statement<[b: number, device: number, username: string]>(
    'DELETE FROM identities WHERE b = $1 AND device = $2 AND username = $3',
  ),
  removeIdentities: statement<[b: number, device: number]>(
    'DELETE FROM identities WHERE b = $1 AND device = $2',
  ),
} as const;
