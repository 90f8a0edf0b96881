import type { RoleType } from '../../domain/identity.js';
import type { Micros } from '../../domain/time.js';
import type { AccountRow, ChangeRow } from './rows.js';

/** A statement's text with the types of what it takes and of the rows it gives. */
export interface Statement<Params extends unknown[], Row> {
  readonly sql: string;
  /** Types only: never set. */
  readonly types?: { params: Params; row: Row };
}

const statement = <Params extends unknown[], Row = never>(sql: string): Statement<Params, Row> => ({
  sql,
});

interface FollowPageRow {
  readonly username: string;
  readonly followedAt: Micros;
}

/** Every statement of the SQLite store, by name. A test shows that each is answered by an index. */
export const statements = {
  begin: statement<[]>('BEGIN IMMEDIATE'),
  commit: statement<[]>('COMMIT'),
  rollback: statement<[]>('ROLLBACK'),

  head: statement<[], { position: number; at: Micros }>(
    'SELECT position, at FROM head WHERE id = 1',
  ),
  moveHead: statement<[number, Micros]>('UPDATE head SET position = ?, at = ? WHERE id = 1'),

  accountByUsername: statement<[string], AccountRow>('SELECT * FROM accounts WHERE username = ?'),
  accountId: statement<[string], { id: number }>('SELECT id FROM accounts WHERE username = ?'),
  anyAccount: statement<[], object>('SELECT 1 FROM accounts LIMIT 1'),
  addAccount: statement<[Omit<AccountRow, 'id'>]>(`
    INSERT INTO accounts (username, nickname, head_url, signature, cover_img_url,
      live_cover_img_url, country, province, city, sex, anchor_status_flag)
    VALUES (@username, @nickname, @head_url, @signature, @cover_img_url,
      @live_cover_img_url, @country, @province, @city, @sex, @anchor_status_flag)
    ON CONFLICT (username) DO NOTHING`),

  secret: statement<[string], { value: Buffer }>('SELECT value FROM secrets WHERE name = ?'),
  addSecret: statement<[string, Uint8Array]>(
    'INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING',
  ),

  tokenByHash: statement<[Uint8Array], { hash: Buffer; tenant: string }>(
    'SELECT hash, tenant FROM tokens WHERE hash = ?',
  ),
  addToken: statement<[Uint8Array, string]>(
    'INSERT INTO tokens (hash, tenant) VALUES (?, ?) ON CONFLICT DO NOTHING',
  ),

  deviceByAppId: statement<[string], { id: number; tenant: string }>(
    'SELECT id, tenant FROM devices WHERE app_id = ?',
  ),
  addDevice: statement<[string, string]>(
    'INSERT INTO devices (app_id, tenant) VALUES (?, ?) ON CONFLICT DO NOTHING',
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

  followedAt: statement<[number, number], { at: Micros }>(
    'SELECT at FROM follows WHERE follower = ? AND target = ?',
  ),
  addFollow: statement<[number, number, Micros]>(
    'INSERT INTO follows (follower, target, at) VALUES (?, ?, ?)',
  ),
  removeFollow: statement<[number, number]>(
    'DELETE FROM follows WHERE follower = ? AND target = ?',
  ),
  addFollower: statement<[number, Micros, number]>(
    'INSERT INTO followers (target, at, follower) VALUES (?, ?, ?)',
  ),
  removeFollower: statement<[number, Micros]>('DELETE FROM followers WHERE target = ? AND at = ?'),
  addEndedFollow: statement<[number, number, Micros, Micros]>(
    'INSERT INTO ended_follows (follower, target, since, until) VALUES (?, ?, ?, ?)',
  ),

  counts: statement<[number], { followers: number; following: number }>(
    'SELECT followers, following FROM counts WHERE account = ?',
  ),
  setCounts: statement<[number, number, number]>(`
    INSERT INTO counts (account, followers, following) VALUES (?, ?, ?)
    ON CONFLICT (account) DO UPDATE
    SET followers = excluded.followers, following = excluded.following`),

  addChange: statement<
    [number, Micros, number, number, number, RoleType, number | null, string | null, string | null]
  >(`
    INSERT INTO changes (position, at, type, follower, target, role_type, device, search_id, doc_id)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`),
  changesAfter: statement<[number, number], ChangeRow>(`
    SELECT c.position, c.at, c.type, f.username AS follower, t.username AS target,
      c.role_type AS roleType, d.app_id AS device, c.search_id AS searchId, c.doc_id AS docId
    FROM changes c
    JOIN accounts f ON f.id = c.follower
    JOIN accounts t ON t.id = c.target
    LEFT JOIN devices d ON d.id = c.device
    WHERE c.position > ? ORDER BY c.position LIMIT ?`),

  followersPage: statement<[number, Micros, number], FollowPageRow>(`
    SELECT a.username, l.at AS followedAt
    FROM followers l JOIN accounts a ON a.id = l.follower
    WHERE l.target = ? AND l.at < ? ORDER BY l.at DESC LIMIT ?`),
  followingPage: statement<[number, Micros, number], FollowPageRow>(`
    SELECT a.username, l.at AS followedAt
    FROM follows l JOIN accounts a ON a.id = l.target
    WHERE l.follower = ? AND l.at < ? ORDER BY l.at DESC LIMIT ?`),
} as const;
