/** What numbers the mentions of an account. */
export const mentionNumbers = {
  number: 14,
  name: 'mention-numbers',
  sql: `
    -- How many follows of the account ever began, live and ended ones: the number of the last.
    ALTER TABLE counts ADD COLUMN gained INTEGER NOT NULL DEFAULT 0;
    INSERT INTO counts (account, followers, following, gained)
      SELECT target, 0, 0, count(*)
      FROM (SELECT target FROM followers UNION ALL SELECT target FROM ended_follows)
      GROUP BY target
      ON CONFLICT (account) DO UPDATE SET gained = excluded.gained;
  `,
} as const;
