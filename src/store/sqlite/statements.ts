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

interface FollowedAccountRow extends AccountRow {
  readonly followedAt: Micros;
}

interface MentionRow extends AccountRow {
  readonly mentionedAt: Micros;
  readonly followedBack: number;
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
    INSERT INTO accounts (username, nickname, name_key, head_url, signature, cover_img_url,
      live_cover_img_url, country, province, city, sex, anchor_status_flag)
    VALUES (@username, @nickname, @name_key, @head_url, @signature, @cover_img_url,
      @live_cover_img_url, @country, @province, @city, @sex, @anchor_status_flag)
    ON CONFLICT (username) DO NOTHING`),
  updateAccount: statement<[Omit<AccountRow, 'id'>]>(`
    UPDATE accounts SET nickname = @nickname, head_url = @head_url, signature = @signature,
      cover_img_url = @cover_img_url, live_cover_img_url = @live_cover_img_url,
      country = @country, province = @province, city = @city, sex = @sex,
      anchor_status_flag = @anchor_status_flag, name_key = @name_key
    WHERE username = @username`),
  otherWithName: statement<[string, string], { id: number }>(
    'SELECT id FROM accounts WHERE name_key = ? AND username <> ? LIMIT 1',
  ),

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

  deviceByAppId: statement<[string], { id: number; tenant: string; online: number }>(
    'SELECT id, tenant, online FROM devices WHERE app_id = ?',
  ),
  addDevice: statement<[string, string]>(
    'INSERT INTO devices (app_id, tenant) VALUES (?, ?) ON CONFLICT DO NOTHING',
  ),
  hostedByTenant: statement<[string], { appId: string; username: string }>(`
    SELECT d.app_id AS appId, a.username
    FROM devices d JOIN identities i ON i.device = d.id JOIN accounts a ON a.id = i.account
    WHERE d.tenant = ? ORDER BY d.id, i.account`),

  setCallback: statement<[Uint8Array, string]>(`
    INSERT INTO callbacks (token_hash, url, delivered_to)
    SELECT ?, ?, at FROM head WHERE id = 1
    ON CONFLICT (token_hash) DO UPDATE SET url = excluded.url`),
  removeCallback: statement<[Uint8Array]>('DELETE FROM callbacks WHERE token_hash = ?'),
  moveCallback: statement<[Micros, Uint8Array, Micros]>(
    'UPDATE callbacks SET delivered_to = ? WHERE token_hash = ? AND delivered_to < ?',
  ),
  callbacks: statement<
    [],
    { tokenHash: Buffer; tenant: string; url: string; deliveredTo: Micros }
  >(`
    SELECT c.token_hash AS tokenHash, t.tenant, c.url, c.delivered_to AS deliveredTo
    FROM callbacks c JOIN tokens t ON t.hash = c.token_hash`),
  setOnline: statement<[number, string]>('UPDATE devices SET online = ? WHERE app_id = ?'),
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
    [
      number,
      Micros,
      number,
      number,
      number,
      RoleType,
      number | null,
      string | null,
      string | null,
      string | null,
    ]
  >(`
    INSERT INTO changes (position, at, type, follower, target, role_type, device, search_id, doc_id,
      query)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
  changesAfter: statement<[number, number], ChangeRow>(`
    SELECT c.position, c.at, c.type, f.username AS follower, t.username AS target,
      c.role_type AS roleType, d.app_id AS device, c.search_id AS searchId, c.doc_id AS docId, c.query
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
  followedAccountsPage: statement<[number, Micros, number], FollowedAccountRow>(`
    SELECT a.*, l.at AS followedAt
    FROM follows l JOIN accounts a ON a.id = l.target
    WHERE l.follower = ? AND l.at < ? ORDER BY l.at DESC LIMIT ?`),

  // Both arms come in the order of their index, so they are merged and read only as far as the limit.
  // CROSS JOIN keeps that order: an account looked up first would lose it.
  mentionsPage: statement<
    [{ target: number; after: Micros; window: Micros; limit: number }],
    MentionRow
  >(`
    SELECT a.*, l.at AS mentionedAt,
      EXISTS (SELECT 1 FROM follows b WHERE b.follower = @target AND b.target = l.follower)
        AS followedBack
    FROM followers l CROSS JOIN accounts a ON a.id = l.follower
    WHERE l.target = @target AND l.at > @after AND NOT EXISTS (
      SELECT 1 FROM ended_follows p WHERE p.follower = l.follower AND p.target = @target
        AND p.since > l.at - @window AND p.since < l.at)
    UNION ALL
    SELECT a.*, e.since AS mentionedAt,
      EXISTS (SELECT 1 FROM follows b WHERE b.follower = @target AND b.target = e.follower)
        AS followedBack
    FROM ended_follows e CROSS JOIN accounts a ON a.id = e.follower
    WHERE e.target = @target AND e.since > @after AND NOT EXISTS (
      SELECT 1 FROM ended_follows p WHERE p.follower = e.follower AND p.target = @target
        AND p.since > e.since - @window AND p.since < e.since)
    ORDER BY mentionedAt LIMIT @limit`),

  // Two ways to one number: over whom the viewer follows, or over who follows the target.
  friendsByFollowing: statement<[{ viewer: number; target: number }], { friends: number }>(`
    SELECT count(*) AS friends
    FROM follows l CROSS JOIN follows f ON f.follower = l.target AND f.target = @target
    WHERE l.follower = @viewer`),
  friendsByFollowers: statement<[{ viewer: number; target: number }], { friends: number }>(`
    SELECT count(*) AS friends
    FROM followers l CROSS JOIN follows f ON f.follower = @viewer AND f.target = l.follower
    WHERE l.target = @target`),

  // Search. `?` of MATCH holds grams of store/search-grams.ts, never a user's text. CROSS JOIN keeps
  // the index's order: an account looked up first would turn the search into a scan.
  addAccountGrams: statement<[number, string, string]>(
    'INSERT INTO account_grams (rowid, nickname, signature) VALUES (?, ?, ?)',
  ),
  setAccountGrams: statement<[number, string, string]>(
    'INSERT OR REPLACE INTO account_grams (rowid, nickname, signature) VALUES (?, ?, ?)',
  ),
  accountsByUsernamePrefix: statement<[string, string], AccountRow>(
    'SELECT * FROM accounts WHERE username > ? AND username < ? ORDER BY username',
  ),
  accountsByName: statement<[string, number], AccountRow>(
    'SELECT * FROM accounts WHERE name_key = ? AND id > ? ORDER BY id',
  ),
  accountsByNamePrefix: statement<[string, number, string], AccountRow>(`
    SELECT * FROM accounts
    WHERE (name_key, id) > (?, ?) AND name_key < ? ORDER BY name_key, id`),
  accountsByGrams: statement<[string, number], AccountRow>(`
    SELECT a.* FROM account_grams g CROSS JOIN accounts a ON a.id = g.rowid
    WHERE g.account_grams MATCH ? AND g.rowid > ? ORDER BY g.rowid`),
  newestByGrams: statement<[string, number], AccountRow>(`
    SELECT a.* FROM account_grams g CROSS JOIN accounts a ON a.id = g.rowid
    WHERE g.account_grams MATCH ? AND g.rowid < ? ORDER BY g.rowid DESC`),
  // Bounded: only the newest follows of the viewer count as friends here.
  likedByFriend: statement<[number, number], object>(`
    SELECT 1 FROM
      (SELECT target FROM follows WHERE follower = ? ORDER BY at DESC LIMIT 500) friend
      CROSS JOIN follows l ON l.follower = friend.target AND l.target = ?
    LIMIT 1`),
} as const;
