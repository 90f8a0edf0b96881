import type { KeptCounts } from '../../batch-plan.js';
import type { AccountRow } from '../../rows.js';
import { type Column, statement, type TextColumn } from './statement.js';

export const accountColumns = `a.id, a.username, a.nickname, a.name_key, a.head_url, a.signature,
      a.cover_img_url, a.live_cover_img_url, a.country, a.province, a.city, a.sex,
      a.anchor_status_flag, a.state`;

/** An account's id, from the bucket $1 and the username $2. */
export const accountOfName = '(SELECT a.id FROM accounts a WHERE a.b = $1 AND a.username = $2)';

const counted = `
      coalesce(o.n, 0) AS following,
      (SELECT coalesce(sum(i.n), 0)::bigint FROM follower_counts i
        WHERE i.b = a.b AND i.account = a.id) AS followers,
      (SELECT coalesce(sum(i.gained), 0)::bigint FROM follower_counts i
        WHERE i.b = a.b AND i.account = a.id) AS gained`;

export type CountedRow = KeptCounts;

/** Accounts, their profiles and their counts. */
export const accountStatements = {
  accountByUsername: statement<[b: number, username: string], AccountRow>(
    `SELECT ${accountColumns} FROM accounts a WHERE a.b = $1 AND a.username = $2`,
  ),
  accountId: statement<[b: number, username: string], { id: number }>(
    'SELECT id FROM accounts WHERE b = $1 AND username = $2',
  ),
  accountIds: statement<[b: Column, usernames: TextColumn], { id: number; username: string }>(`
    SELECT a.id, a.username FROM unnest($1::integer[], $2::text[]) AS k (b, username)
    JOIN accounts a ON a.b = k.b AND a.username = k.username`),
  accountsById: statement<[b: Column, ids: Column], AccountRow>(`
    SELECT ${accountColumns} FROM unnest($1::integer[], $2::bigint[]) AS k (b, id)
    JOIN accounts a ON a.b = k.b AND a.id = k.id`),
  usernames: statement<[b: Column, ids: Column], { id: number; username: string }>(`
    SELECT a.id, a.username FROM unnest($1::integer[], $2::bigint[]) AS k (b, id)
    JOIN accounts a ON a.b = k.b AND a.id = k.id`),
  countedAccount: statement<[b: number, username: string], AccountRow & CountedRow>(`
    SELECT ${accountColumns},${counted}
    FROM accounts a LEFT JOIN following_counts o ON o.b = a.b AND o.account = a.id
    WHERE a.b = $1 AND a.username = $2`),
  countedAccounts: statement<[b: Column, usernames: TextColumn], AccountRow & CountedRow>(`
    SELECT ${accountColumns},${counted}
    FROM unnest($1::integer[], $2::text[]) AS k (b, username)
    JOIN accounts a ON a.b = k.b AND a.username = k.username
    LEFT JOIN following_counts o ON o.b = a.b AND o.account = a.id`),
  countedStates: statement<
    [b: Column, ids: Column],
    CountedRow & { readonly id: number; readonly state: number }
  >(`
    SELECT a.id, a.state,${counted}
    FROM unnest($1::integer[], $2::bigint[]) AS k (b, id)
    JOIN accounts a ON a.b = k.b AND a.id = k.id
    LEFT JOIN following_counts o ON o.b = a.b AND o.account = a.id`),
  anyAccount: statement<[], object>('SELECT 1 FROM accounts WHERE b >= 0 LIMIT 1'),
  addAccounts: statement<
    [
      b: Column,
      id: Column,
      username: TextColumn,
      nickname: TextColumn,
      nameKey: TextColumn,
      headUrl: TextColumn,
      signature: TextColumn,
      coverImgUrl: TextColumn,
      liveCoverImgUrl: TextColumn,
      country: TextColumn,
      province: TextColumn,
      city: TextColumn,
      sex: Column,
      anchorStatusFlag: Column,
      lettersKey: TextColumn,
      lookKey: TextColumn,
    ]
  >(`
    INSERT INTO accounts (b, id, username, nickname, name_key, head_url, signature, cover_img_url,
      live_cover_img_url, country, province, city, sex, anchor_status_flag, letters_key, look_key)
    SELECT * FROM unnest($1::integer[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[],
      $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::integer[],
      $14::bigint[], $15::text[], $16::text[])`),
  updateAccount: statement<
    [
      b: number,
      id: number,
      nickname: string,
      nameKey: string,
      headUrl: string,
      signature: string,
      coverImgUrl: string,
      liveCoverImgUrl: string,
      country: string,
      province: string,
      city: string,
      sex: number,
      anchorStatusFlag: number,
      lettersKey: string,
      lookKey: string,
    ]
  >(`
    UPDATE accounts SET nickname = $3, name_key = $4, head_url = $5, signature = $6,
      cover_img_url = $7, live_cover_img_url = $8, country = $9, province = $10, city = $11,
      sex = $12, anchor_status_flag = $13, letters_key = $14, look_key = $15
    WHERE b = $1 AND id = $2`),
  otherWithName: statement<[letters: string, look: string, username: string], { id: number }>(`
    SELECT id FROM accounts WHERE b >= 0 AND letters_key = $1 AND username <> $3
    UNION ALL SELECT id FROM accounts WHERE b >= 0 AND look_key = $2 AND username <> $3
    LIMIT 1`),
  setAccountStates: statement<[b: Column, ids: Column, states: Column]>(`
    UPDATE accounts a SET state = k.state
    FROM unnest($1::integer[], $2::bigint[], $3::integer[]) AS k (b, id, state)
    WHERE a.b = k.b AND a.id = k.id`),
  blankAccounts: statement<[b: Column, ids: Column]>(`
    UPDATE accounts a SET nickname = '', name_key = '', letters_key = '', look_key = '', head_url = '', signature = '',
      cover_img_url = '', live_cover_img_url = '', country = '', province = '', city = '', sex = 0
    FROM unnest($1::integer[], $2::bigint[]) AS k (b, id) WHERE a.b = k.b AND a.id = k.id`),
} as const;
