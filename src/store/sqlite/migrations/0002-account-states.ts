/** Blocks, suspended and deleted accounts, idempotency keys, and lists as of a moment. */
export const accountStates = {
  number: 2,
  name: 'account-states',
  sql: `
    -- 1 active, 2 suspended, 3 deleted.
    ALTER TABLE accounts ADD COLUMN state INTEGER NOT NULL DEFAULT 1;

    -- What made a change: its place in changeCauses of src/domain/change.ts, from 1.
    ALTER TABLE changes ADD COLUMN cause INTEGER NOT NULL DEFAULT 1;

    CREATE TABLE blocks (
      blocker INTEGER NOT NULL,
      blocked INTEGER NOT NULL,
      at      INTEGER NOT NULL,
      PRIMARY KEY (blocker, blocked)
    ) STRICT, WITHOUT ROWID;

    -- Follows that ended with a suspension, to begin again when it does.
    CREATE TABLE hidden_follows (
      follower INTEGER NOT NULL,
      target   INTEGER NOT NULL,
      PRIMARY KEY (follower, target)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX hidden_by_target ON hidden_follows (target, follower);

    -- Ended follows in the order of both lists, to read them as of a moment.
    DROP INDEX ended_by_target;
    CREATE INDEX ended_by_target ON ended_follows (target, since, until);
    CREATE INDEX ended_by_follower ON ended_follows (follower, since, until);

    CREATE INDEX identities_by_account ON identities (account);

    -- results: what the commands under the key came to, as JSON. expires: a time of the wall clock.
    CREATE TABLE idempotency_keys (
      key     BLOB PRIMARY KEY,
      request BLOB NOT NULL,
      results TEXT NOT NULL,
      expires INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX idempotency_keys_by_expiry ON idempotency_keys (expires);
  `,
} as const;
