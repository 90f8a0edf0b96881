/** What came of telling callbacks. */
export const callbackAttempts = {
  number: 16,
  name: 'callback-attempts',
  sql: `
    ALTER TABLE callbacks ADD COLUMN failures integer NOT NULL DEFAULT 0;
    ALTER TABLE callbacks ADD COLUMN failing_since bigint;
    ALTER TABLE callbacks ADD COLUMN next_attempt_at bigint;
    ALTER TABLE callbacks ADD COLUMN taken_at bigint;

    -- The last attempts of each callback. app_id, follower, followed_at: the event, null where nothing was
    -- to be told. failed_step: its place in deliverySteps of src/domain/webhook.ts, from 1.
    CREATE TABLE callback_attempts (
      b           integer NOT NULL,
      token_hash  bytea NOT NULL,
      number      bigint NOT NULL,
      app_id      text COLLATE "C",
      follower    text COLLATE "C",
      followed_at bigint,
      attempt     integer NOT NULL,
      at          bigint NOT NULL,
      duration_ms bigint NOT NULL,
      status      integer,
      failed_step integer,
      detail      text COLLATE "C" NOT NULL,
      PRIMARY KEY (b, token_hash, number)
    );
  `,
} as const;
