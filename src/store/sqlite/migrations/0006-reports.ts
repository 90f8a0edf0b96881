/** Where follows came from, and what ended them. */
export const reports = {
  number: 6,
  name: 'reports',
  sql: `
    -- What ended the follow: its place in changeCauses of src/domain/change.ts, from 1.
    ALTER TABLE ended_follows ADD COLUMN cause INTEGER NOT NULL DEFAULT 1;
    CREATE INDEX changes_by_time ON changes (at) WHERE type = 2 AND cause > 1;
    UPDATE ended_follows SET cause = coalesce(
      (SELECT c.cause FROM changes c WHERE c.at = until AND c.type = 2 AND c.cause > 1), 1);
    DROP INDEX changes_by_time;

    -- The follows that came from a search, in the order of the ledger.
    CREATE INDEX changes_from_search ON changes (position) WHERE search_id IS NOT NULL;
  `,
} as const;
