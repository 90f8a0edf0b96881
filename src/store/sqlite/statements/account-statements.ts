import type { AccountRow, NewAccountRow } from '../../rows.js';
import { statement } from './statement.js';

/** Accounts and their profiles. */
export const accountStatements = {
  accountByUsername: statement<[string], AccountRow>('SELECT * FROM accounts WHERE username = ?'),
  accountId: statement<[string], { id: number }>('SELECT id FROM accounts WHERE username = ?'),
  anyAccount: statement<[], object>('SELECT 1 FROM accounts LIMIT 1'),
  addAccount: statement<[NewAccountRow]>(`
    INSERT INTO accounts (username, nickname, name_key, head_url, signature, cover_img_url,
      live_cover_img_url, country, province, city, sex, anchor_status_flag, letters_key, look_key)
    VALUES (@username, @nickname, @name_key, @head_url, @signature, @cover_img_url,
      @live_cover_img_url, @country, @province, @city, @sex, @anchor_status_flag, @letters_key,
      @look_key)
    ON CONFLICT (username) DO NOTHING`),
  updateAccount: statement<[NewAccountRow]>(`
    UPDATE accounts SET nickname = @nickname, head_url = @head_url, signature = @signature,
      cover_img_url = @cover_img_url, live_cover_img_url = @live_cover_img_url,
      country = @country, province = @province, city = @city, sex = @sex,
      anchor_status_flag = @anchor_status_flag, name_key = @name_key,
      letters_key = @letters_key, look_key = @look_key
    WHERE username = @username`),
  otherWithName: statement<
    [{ readonly letters: string; readonly look: string; readonly username: string }],
    { id: number }
  >(`
    SELECT id FROM accounts WHERE letters_key = @letters AND username <> @username
    UNION ALL SELECT id FROM accounts WHERE look_key = @look AND username <> @username
    LIMIT 1`),
} as const;
