/** Where changes are posted, and what came of it. */
export const webhooks = {
  number: 5,
  name: 'webhooks',
  sql: `
    CREATE TABLE webhooks (
      number              INTEGER PRIMARY KEY,
      id                  TEXT NOT NULL UNIQUE,
      -- A tenant; null for the administrator.
      owner               TEXT,
      url                 TEXT NOT NULL,
      description         TEXT NOT NULL,
      -- Lists of texts, as JSON.
      types               TEXT NOT NULL,
      accounts            TEXT NOT NULL,
      secret              BLOB NOT NULL,
      previous_secret     BLOB,
      previous_expires_at INTEGER,
      -- Its place in webhookStates of src/domain/webhook.ts, from 1.
      state               INTEGER NOT NULL,
      created_at          INTEGER NOT NULL,
      edited_at           INTEGER NOT NULL,
      -- A position of the ledger.
      delivered_to        INTEGER NOT NULL,
      failures            INTEGER NOT NULL,
      failing_since       INTEGER,
      next_attempt_at     INTEGER
    ) STRICT;

    -- The last attempts of each webhook. failed_step: its place in deliverySteps, from 1.
    CREATE TABLE webhook_attempts (
      webhook     INTEGER NOT NULL,
      number      INTEGER NOT NULL,
      position    INTEGER NOT NULL,
      attempt     INTEGER NOT NULL,
      at          INTEGER NOT NULL,
      duration_ms INTEGER NOT NULL,
      status      INTEGER,
      failed_step INTEGER,
      detail      TEXT NOT NULL,
      PRIMARY KEY (webhook, number)
    ) STRICT, WITHOUT ROWID;
  `,
} as const;
