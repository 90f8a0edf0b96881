/** Sums of the ledger, kept as it grows, so that an overview reads no more than it shows. */
export const ledgerTotals = {
  number: 8,
  name: 'ledger-totals',
  sql: `
    -- quarter: of an hour, counted from 1970.
    CREATE TABLE ledger_quarters (
      quarter    INTEGER PRIMARY KEY,
      followed   INTEGER NOT NULL,
      unfollowed INTEGER NOT NULL
    ) STRICT;
    INSERT INTO ledger_quarters
      SELECT at / 900000000, sum(type = 1), sum(type = 2) FROM changes GROUP BY 1;

    -- One row: accounts that are not deleted, and live follows.
    CREATE TABLE totals (
      id       INTEGER PRIMARY KEY CHECK (id = 1),
      accounts INTEGER NOT NULL,
      follows  INTEGER NOT NULL
    ) STRICT;
    INSERT INTO totals
      SELECT 1, (SELECT count(*) FROM accounts WHERE state <> 3), (SELECT count(*) FROM follows);

    CREATE TRIGGER account_added AFTER INSERT ON accounts BEGIN
      UPDATE totals SET accounts = accounts + 1 WHERE id = 1;
    END;
    CREATE TRIGGER account_deleted AFTER UPDATE OF state ON accounts
    WHEN old.state <> 3 AND new.state = 3 BEGIN
      UPDATE totals SET accounts = accounts - 1 WHERE id = 1;
    END;
  `,
} as const;
