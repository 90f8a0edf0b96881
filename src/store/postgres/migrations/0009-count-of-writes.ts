/** How often anything was written: by it a process tells whether a replica has what it must show. */
export const countOfWrites = {
  number: 9,
  name: 'count-of-writes',
  sql: `
    -- writes: the transactions that held the head and wrote. Each adds one, so it orders them all, those
    -- that leave the ledger as it is too.
    ALTER TABLE head ADD COLUMN writes bigint NOT NULL DEFAULT 0;
  `,
} as const;
