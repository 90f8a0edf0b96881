/** What numbers the mentions of an account. */
export const mentionNumbers = {
  number: 14,
  name: 'mention-numbers',
  sql: `
    -- How many follows of the account ever began, live and ended ones: the number of the last.
    ALTER TABLE follower_counts ADD COLUMN gained bigint NOT NULL DEFAULT 0;
    INSERT INTO follower_counts (b, account, slot, n, gained)
      SELECT b, target, 0, 0, count(*)
      FROM (SELECT b, target FROM followers UNION ALL SELECT b, target FROM ended_followers) AS f
      GROUP BY b, target
      ON CONFLICT (b, account, slot) DO UPDATE SET gained = excluded.gained;
  `,
} as const;
