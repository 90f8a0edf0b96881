import type { AccountRow, NewAccountRow } from '../../rows.js';
import { statement } from './statement.js';

/** What finds accounts. */
export const searchStatements = {
  // Search. `?` of MATCH holds grams of store/search-grams.ts, never a user's text. CROSS JOIN keeps
  // the index's order: an account looked up first would turn the search into a scan.
  addAccountGrams: statement<[number, string, string]>(
    'INSERT INTO account_grams (rowid, nickname, signature) VALUES (?, ?, ?)',
  ),
  setAccountGrams: statement<[number, string, string]>(
    'INSERT OR REPLACE INTO account_grams (rowid, nickname, signature) VALUES (?, ?, ?)',
  ),
  accountsByUsernamePrefix: statement<[string, string], AccountRow>(
    'SELECT * FROM accounts WHERE username > ? AND username < ? AND state = 1 ORDER BY username',
  ),
  accountsByName: statement<[string, number], AccountRow>(
    'SELECT * FROM accounts WHERE name_key = ? AND id > ? AND state = 1 ORDER BY id',
  ),
  newestByName: statement<[string, number], AccountRow>(
    'SELECT * FROM accounts WHERE name_key = ? AND id < ? AND state = 1 ORDER BY id DESC',
  ),
  accountsByNamePrefix: statement<[string, number, string], AccountRow>(`
    SELECT * FROM accounts
    WHERE (name_key, id) > (?, ?) AND name_key < ? AND state = 1 ORDER BY name_key, id`),
  accountsByGrams: statement<[string, number], AccountRow>(`
    SELECT a.* FROM account_grams g CROSS JOIN accounts a ON a.id = g.rowid
    WHERE g.account_grams MATCH ? AND g.rowid > ? AND a.state = 1 ORDER BY g.rowid`),
  newestByGrams: statement<[string, number], AccountRow>(`
    SELECT a.* FROM account_grams g CROSS JOIN accounts a ON a.id = g.rowid
    WHERE g.account_grams MATCH ? AND g.rowid < ? AND a.state = 1 ORDER BY g.rowid DESC`),
  // What is made of names, by which rules, and what it is made of.
  textRules: statement<[], { rules: number; made_upto: number | null }>(
    'SELECT rules, made_upto FROM account_texts WHERE number = 1',
  ),
  setTextRules: statement<[rules: number, madeUpto: number | null]>(
    'UPDATE account_texts SET rules = ?, made_upto = ? WHERE number = 1',
  ),
  clearGrams: statement<[]>("INSERT INTO account_grams (account_grams) VALUES ('delete-all')"),
  lastAccountId: statement<[], { id: number | null }>(
    'SELECT max(id) AS id FROM accounts WHERE id > 0',
  ),
  textsAfter: statement<
    [after: number, limit: number],
    { id: number; nickname: string; signature: string }
  >('SELECT id, nickname, signature FROM accounts WHERE id > ? ORDER BY id LIMIT ?'),
  setAccountKeys: statement<
    [Pick<NewAccountRow, 'name_key' | 'letters_key' | 'look_key'> & { readonly id: number }]
  >(`
    UPDATE accounts SET name_key = @name_key, letters_key = @letters_key, look_key = @look_key
    WHERE id = @id`),
  // Bounded: only the newest follows of the viewer count as friends here.
  likedByFriend: statement<[number, number], object>(`
    SELECT 1 FROM
      (SELECT target FROM follows WHERE follower = ? ORDER BY at DESC LIMIT 500) friend
      CROSS JOIN follows l ON l.follower = friend.target AND l.target = ?
    LIMIT 1`),
} as const;
