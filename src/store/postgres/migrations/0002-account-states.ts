/** Blocks, suspended and deleted accounts, idempotency keys, and lists as of a moment. */
export const accountStates = {
  number: 2,
  name: 'account-states',
  sql: `
    -- 1 active, 2 suspended, 3 deleted.
    ALTER TABLE accounts ADD COLUMN state integer NOT NULL DEFAULT 1;

    -- What made a change: its place in changeCauses of src/domain/change.ts, from 1.
    ALTER TABLE changes ADD COLUMN cause integer NOT NULL DEFAULT 1;

    CREATE TABLE blocks (
      b       integer NOT NULL,
      blocker bigint NOT NULL,
      blocked bigint NOT NULL,
      at      bigint NOT NULL,
      PRIMARY KEY (b, blocker, blocked)
    );

    -- Follows that ended with a suspension, to begin again when it does; from both sides.
    CREATE TABLE hidden_follows (
      b        integer NOT NULL,
      follower bigint NOT NULL,
      target   bigint NOT NULL,
      PRIMARY KEY (b, follower, target)
    );
    CREATE TABLE hidden_followers (
      b        integer NOT NULL,
      target   bigint NOT NULL,
      follower bigint NOT NULL,
      PRIMARY KEY (b, target, follower)
    );

    -- Ended follows in the order of the following list, to read it as of a moment.
    CREATE INDEX ended_by_follower ON ended_follows (b, follower, since, until, target);

    CREATE INDEX identities_by_account ON identities (b, account);

    -- results: what the commands under the key came to, as JSON. expires: a time of the wall clock.
    CREATE TABLE idempotency_keys (
      b       integer NOT NULL,
      key     bytea NOT NULL,
      request bytea NOT NULL,
      results text NOT NULL,
      expires bigint NOT NULL,
      PRIMARY KEY (b, key)
    );
    CREATE INDEX idempotency_keys_by_expiry ON idempotency_keys (b, expires);
  `,
} as const;
