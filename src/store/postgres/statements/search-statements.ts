import type { AccountRow } from '../../rows.js';
import { accountColumns } from './account-statements.js';
import { type Column, statement, type TextColumn } from './statement.js';

/** What finds accounts. Reads every bucket, each in the order of its index. */
export const searchStatements = {
  // A process of an older release may have added grams while all are made anew.
  addAccountGrams: statement<[b: Column, account: Column, gram: TextColumn, field: Column]>(`
    INSERT INTO account_grams (b, account, gram, field)
    SELECT * FROM unnest($1::integer[], $2::bigint[], $3::text[], $4::integer[])
    ON CONFLICT DO NOTHING`),
  removeAccountGrams: statement<[b: Column, account: Column, gram: TextColumn, field: Column]>(`
    DELETE FROM account_grams g
    USING unnest($1::integer[], $2::bigint[], $3::text[], $4::integer[]) AS k (b, account, gram, field)
    WHERE g.b = k.b AND g.account = k.account AND g.gram = k.gram AND g.field = k.field`),

  accountsByUsernamePrefix: statement<[after: string, end: string, limit: number], AccountRow>(`
    SELECT ${accountColumns} FROM accounts a
    WHERE a.b >= 0 AND a.username > $1 AND a.username < $2 AND a.state = 1
    ORDER BY a.username LIMIT $3`),
  accountsByName: statement<[nameKey: string, after: number, limit: number], AccountRow>(`
    SELECT ${accountColumns} FROM accounts a
    WHERE a.b >= 0 AND a.name_key = $1 AND a.id > $2 AND a.state = 1 ORDER BY a.id LIMIT $3`),
  newestByName: statement<[nameKey: string, before: number, limit: number], AccountRow>(`
    SELECT ${accountColumns} FROM accounts a
    WHERE a.b >= 0 AND a.name_key = $1 AND a.id < $2 AND a.state = 1
    ORDER BY a.id DESC LIMIT $3`),
  accountsByNamePrefix: statement<
    [afterKey: string, afterId: number, end: string, limit: number],
    AccountRow
  >(`
    SELECT ${accountColumns} FROM accounts a
    WHERE a.b >= 0 AND (a.name_key, a.id) > ($1, $2) AND a.name_key < $3 AND a.state = 1
    ORDER BY a.name_key, a.id LIMIT $4`),

  /** How common grams are in a field, counted up to $3. */
  gramCounts: statement<
    [grams: TextColumn, field: number, most: number],
    { gram: string; n: number }
  >(`
    SELECT k.gram, (SELECT count(*) FROM (SELECT 1 FROM account_grams g
      WHERE g.b >= 0 AND g.gram = k.gram AND g.field = $2 LIMIT $3) x) AS n
    FROM unnest($1::text[]) AS k (gram)`),
  gramOldest: statement<[gram: string, field: number, after: number, limit: number], Found>(`
    SELECT g.account FROM account_grams g
    WHERE g.b >= 0 AND g.gram = $1 AND g.field = $2 AND g.account > $3
    ORDER BY g.account LIMIT $4`),
  gramNewest: statement<[gram: string, field: number, before: number, limit: number], Found>(`
    SELECT g.account FROM account_grams g
    WHERE g.b >= 0 AND g.gram = $1 AND g.field = $2 AND g.account < $3
    ORDER BY g.account DESC LIMIT $4`),

  // What is made of names, by which rules, and what it is made of.
  textRules: statement<[b: number], { rules: number; made_upto: string | null }>(
    'SELECT rules, made_upto FROM account_texts WHERE b = $1',
  ),
  setTextRules: statement<[b: number, rules: number, madeUpto: string | null]>(
    'UPDATE account_texts SET rules = $2, made_upto = $3 WHERE b = $1',
  ),
  textsAfter: statement<
    [after: string, limit: number],
    { id: number; username: string; nickname: string; signature: string }
  >(`
    SELECT a.id, a.username, a.nickname, a.signature FROM accounts a
    WHERE a.b >= 0 AND a.username > $1 ORDER BY a.username LIMIT $2`),
  setAccountKeys: statement<
    [b: Column, ids: Column, nameKey: TextColumn, lettersKey: TextColumn, lookKey: TextColumn]
  >(`
    UPDATE accounts a SET name_key = k.name_key, letters_key = k.letters_key, look_key = k.look_key
    FROM unnest($1::integer[], $2::bigint[], $3::text[], $4::text[], $5::text[])
      AS k (b, id, name_key, letters_key, look_key)
    WHERE a.b = k.b AND a.id = k.id`),

  // Bounded: only the newest follows of the viewer count as friends here.
  friends: statement<[b: number, viewer: number], { id: number }>(`
    SELECT target AS id FROM follows WHERE b = $1 AND follower = $2 ORDER BY at DESC LIMIT 500`),
  likedByFriends: statement<[b: Column, friends: Column, accounts: Column], { id: number }>(`
    SELECT l.target AS id FROM unnest($1::integer[], $2::bigint[]) AS k (b, id)
    JOIN follows l ON l.b = k.b AND l.follower = k.id AND l.target = ANY($3::bigint[])`),
} as const;

export interface Found {
  readonly account: number;
}
