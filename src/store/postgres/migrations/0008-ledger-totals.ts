/** Sums of the ledger, kept as it grows, so that an overview reads no more than it shows. */
export const ledgerTotals = {
  number: 8,
  name: 'ledger-totals',
  sql: `
    -- quarter: of an hour, counted from 1970. b: the ledger's partition.
    CREATE TABLE ledger_quarters (
      b          integer NOT NULL,
      quarter    bigint NOT NULL,
      followed   bigint NOT NULL,
      unfollowed bigint NOT NULL,
      PRIMARY KEY (b, quarter)
    );
    INSERT INTO ledger_quarters
      SELECT b, at / 900000000, count(*) FILTER (WHERE type = 1), count(*) FILTER (WHERE type = 2)
      FROM changes GROUP BY 1, 2;

    -- One row: accounts that are not deleted, and live follows.
    CREATE TABLE totals (
      b        integer PRIMARY KEY,
      accounts bigint NOT NULL,
      follows  bigint NOT NULL
    ) WITH (fillfactor = 10);
    INSERT INTO totals
      SELECT 0, (SELECT count(*) FROM accounts WHERE state <> 3), (SELECT count(*) FROM follows);
  `,
} as const;
