import type { RoleType } from '../../../domain/identity.js';
import type { Micros } from '../../../domain/time.js';
import { statement } from './statement.js';

/** What an instance keeps beside accounts and follows: secrets, tokens, devices, callbacks. */
export const directoryStatements = {
  secret: statement<[string], { value: Buffer }>('SELECT value FROM secrets WHERE name = ?'),
  addSecret: statement<[string, Uint8Array]>(
    'INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING',
  ),
  replaceSecret: statement<[string, Uint8Array]>(`
    INSERT INTO secrets (name, value) VALUES (?, ?)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value`),
  tokenByHash: statement<
    [Uint8Array],
    { hash: Buffer; tenant: string; label: string; expiresAt: Micros | null; suspended: number }
  >('SELECT hash, tenant, label, expires_at AS expiresAt, suspended FROM tokens WHERE hash = ?'),
  addToken: statement<[Uint8Array, string]>(
    'INSERT INTO tokens (hash, tenant) VALUES (?, ?) ON CONFLICT DO NOTHING',
  ),
  deviceByAppId: statement<
    [string],
    { id: number; tenant: string; online: number; deleted: number }
  >('SELECT id, tenant, online, deleted FROM devices WHERE app_id = ?'),
  addDevice: statement<[string, string]>(
    'INSERT INTO devices (app_id, tenant) VALUES (?, ?) ON CONFLICT DO NOTHING',
  ),
  hostsOfAccount: statement<
    [string, string],
    { appId: string; online: number; roleType: RoleType }
  >(`
    SELECT d.app_id AS appId, d.online, i.role_type AS roleType
    FROM accounts a JOIN identities i ON i.account = a.id JOIN devices d ON d.id = i.device
    WHERE a.username = ? AND d.tenant = ?`),
  hostedByTenant: statement<[string], { appId: string; username: string }>(`
    SELECT d.app_id AS appId, a.username
    FROM devices d JOIN identities i ON i.device = d.id JOIN accounts a ON a.id = i.account
    WHERE d.tenant = ? ORDER BY d.id, i.account`),
  setOnline: statement<[number, string]>(
    'UPDATE devices SET online = ? WHERE app_id = ? AND deleted = 0',
  ),
  addIdentity: statement<[{ appId: string; username: string; roleType: RoleType }]>(`
    INSERT INTO identities (device, account, role_type)
    SELECT d.id, a.id, @roleType FROM devices d, accounts a
    WHERE d.app_id = @appId AND a.username = @username
    ON CONFLICT DO NOTHING`),
  identitiesOfDevice: statement<[number], { username: string; roleType: RoleType }>(`
    SELECT a.username, i.role_type AS roleType
    FROM identities i JOIN accounts a ON a.id = i.account
    WHERE i.device = ?`),
} as const;
