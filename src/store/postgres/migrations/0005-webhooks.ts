/** Where changes are posted, and what came of it. All of it belongs to no account: b is 0. */
export const webhooks = {
  number: 5,
  name: 'webhooks',
  sql: `
    CREATE TABLE webhooks (
      b                   integer NOT NULL,
      number              bigint NOT NULL,
      id                  text COLLATE "C" NOT NULL,
      -- A tenant; null for the administrator.
      owner               text COLLATE "C",
      url                 text COLLATE "C" NOT NULL,
      description         text COLLATE "C" NOT NULL,
      -- Lists of texts, as JSON.
      types               text COLLATE "C" NOT NULL,
      accounts            text COLLATE "C" NOT NULL,
      secret              bytea NOT NULL,
      previous_secret     bytea,
      previous_expires_at bigint,
      -- Its place in webhookStates of src/domain/webhook.ts, from 1.
      state               integer NOT NULL,
      created_at          bigint NOT NULL,
      edited_at           bigint NOT NULL,
      -- A position of the ledger.
      delivered_to        bigint NOT NULL,
      failures            integer NOT NULL,
      failing_since       bigint,
      next_attempt_at     bigint,
      PRIMARY KEY (b, number),
      UNIQUE (b, id)
    );

    -- The last attempts of each webhook. failed_step: its place in deliverySteps, from 1.
    CREATE TABLE webhook_attempts (
      b           integer NOT NULL,
      webhook     bigint NOT NULL,
      number      bigint NOT NULL,
      position    bigint NOT NULL,
      attempt     integer NOT NULL,
      at          bigint NOT NULL,
      duration_ms bigint NOT NULL,
      status      integer,
      failed_step integer,
      detail      text COLLATE "C" NOT NULL,
      PRIMARY KEY (b, webhook, number)
    );
  `,
} as const;
