/** What came of telling callbacks. */
export const callbackAttempts = {
  number: 16,
  name: 'callback-attempts',
  sql: `
    ALTER TABLE callbacks ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE callbacks ADD COLUMN failing_since INTEGER;
    ALTER TABLE callbacks ADD COLUMN next_attempt_at INTEGER;
    ALTER TABLE callbacks ADD COLUMN taken_at INTEGER;

    -- The last attempts of each callback. app_id, follower, followed_at: the event, null where nothing was
    -- to be told. failed_step: its place in deliverySteps of src/domain/webhook.ts, from 1.
    CREATE TABLE callback_attempts (
      token_hash  BLOB NOT NULL,
      number      INTEGER NOT NULL,
      app_id      TEXT,
      follower    TEXT,
      followed_at INTEGER,
      attempt     INTEGER NOT NULL,
      at          INTEGER NOT NULL,
      duration_ms INTEGER NOT NULL,
      status      INTEGER,
      failed_step INTEGER,
      detail      TEXT NOT NULL,
      PRIMARY KEY (token_hash, number)
    ) STRICT, WITHOUT ROWID;
  `,
} as const;
