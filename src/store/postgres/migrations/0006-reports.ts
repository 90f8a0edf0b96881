/** Where follows came from, and what ended them. */
export const reports = {
  number: 6,
  name: 'reports',
  sql: `
    -- What ended the follow: its place in changeCauses of src/domain/change.ts, from 1.
    ALTER TABLE ended_follows ADD COLUMN cause integer NOT NULL DEFAULT 1;
    UPDATE ended_follows e SET cause = c.cause
    FROM changes c WHERE c.b = 0 AND c.at = e.until AND c.type = 2 AND c.cause > 1;

    -- The follows that came from a search, in the order of the ledger.
    CREATE INDEX changes_from_search ON changes (b, position) WHERE search_id IS NOT NULL;
  `,
} as const;
