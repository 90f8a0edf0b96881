import type { RoleType } from '../../../domain/identity.js';
import type { Micros } from '../../../domain/time.js';
import { type Column, statement, type TextColumn } from './statement.js';

/** What an instance keeps beside accounts and follows: secrets, tokens, devices, callbacks. */
export const directoryStatements = {
  secret: statement<[b: number, name: string], { value: Buffer }>(
    'SELECT value FROM secrets WHERE b = $1 AND name = $2',
  ),
  addSecret: statement<[b: number, name: string, value: Uint8Array]>(`
    INSERT INTO secrets (b, name, value) VALUES ($1, $2, $3) ON CONFLICT (b, name) DO NOTHING`),
  replaceSecret: statement<[b: number, name: string, value: Uint8Array]>(`
    INSERT INTO secrets (b, name, value) VALUES ($1, $2, $3)
    ON CONFLICT (b, name) DO UPDATE SET value = excluded.value`),
  tokenByHash: statement<
    [b: number, hash: Uint8Array],
    { hash: Buffer; tenant: string; label: string; expiresAt: Micros | null; suspended: number }
  >(`
    SELECT hash, tenant, label, expires_at AS "expiresAt", suspended FROM tokens WHERE b = $1 AND hash = $2`),
  addToken: statement<[b: number, hash: Uint8Array, tenant: string]>(`
    INSERT INTO tokens (b, hash, tenant) VALUES ($1, $2, $3) ON CONFLICT (b, hash) DO NOTHING`),
  deviceByAppId: statement<
    [b: number, appId: string],
    { id: number; tenant: string; online: number; deleted: number }
  >('SELECT id, tenant, online, deleted FROM devices WHERE b = $1 AND app_id = $2'),
  deviceIds: statement<[b: number, appIds: TextColumn], { id: number; appId: string }>(`
    SELECT id, app_id AS "appId" FROM devices WHERE b = $1 AND app_id = ANY($2::text[])`),
  addDevices: statement<[b: number, id: Column, appId: TextColumn, tenant: TextColumn]>(`
    INSERT INTO devices (b, id, app_id, tenant)
    SELECT $1::integer, * FROM unnest($2::bigint[], $3::text[], $4::text[])`),
  hostsOfAccount: statement<
    [b: number, account: number, tenant: string],
    { appId: string; online: number; roleType: RoleType }
  >(`
    SELECT d.app_id AS "appId", d.online, i.role_type AS "roleType"
    FROM identities i JOIN devices d ON d.b = i.b AND d.id = i.device
    WHERE i.b = $1 AND i.account = $2 AND d.tenant = $3`),
  hostedByTenant: statement<[b: number, tenant: string], { appId: string; username: string }>(`
    SELECT d.app_id AS "appId", i.username
    FROM devices d JOIN identities i ON i.b = d.b AND i.device = d.id
    WHERE d.b = $1 AND d.tenant = $2 ORDER BY d.id, i.account`),
  takeLease: statement<[b: number, name: string, holder: string, until: Micros, now: Micros]>(`
    INSERT INTO leases (b, name, holder, until)
    SELECT h.b, $2::text, $3::text, $4::bigint FROM head h WHERE h.b = $1 AND h.closed = 0
    ON CONFLICT (b, name) DO UPDATE SET holder = excluded.holder, until = excluded.until
    WHERE leases.holder = excluded.holder OR leases.until < $5`),
  leaveLease: statement<[b: number, name: string, holder: string]>(
    'DELETE FROM leases WHERE b = $1 AND name = $2 AND holder = $3',
  ),
  setOnline: statement<[b: number, appId: string, online: number]>(
    'UPDATE devices SET online = $3 WHERE b = $1 AND app_id = $2 AND deleted = 0',
  ),
  addIdentities: statement<
    [b: number, device: Column, account: Column, username: TextColumn, roleType: Column]
  >(`
    INSERT INTO identities (b, device, account, username, role_type)
    SELECT $1::integer, * FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::integer[])
    ON CONFLICT (b, device, account, role_type) DO NOTHING`),
  removeIdentitiesOf: statement<[b: number, accounts: Column]>(
    'DELETE FROM identities WHERE b = $1 AND account = ANY($2::bigint[])',
  ),
  identitiesOfDevice: statement<
    [b: number, device: number],
    { username: string; roleType: RoleType }
  >(`
    SELECT username, role_type AS "roleType" FROM identities
    WHERE b = $1 AND device = $2 ORDER BY account, role_type`),
  deviceWithIdentities: statement<
    [b: number, appId: string],
    {
      tenant: string;
      online: number;
      username: string | null;
      roleType: RoleType | null;
    }
  >(`
    SELECT d.tenant, d.online, i.username, i.role_type AS "roleType"
    FROM devices d LEFT JOIN identities i ON i.b = d.b AND i.device = d.id
    WHERE d.b = $1 AND d.app_id = $2 AND d.deleted = 0 ORDER BY i.account, i.role_type`),
} as const;
