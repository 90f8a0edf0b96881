/** What an administrator sees and sets of tokens and devices. */
export const directory = {
  number: 3,
  name: 'directory',
  sql: `
    ALTER TABLE tokens ADD COLUMN label text COLLATE "C" NOT NULL DEFAULT '';
    ALTER TABLE tokens ADD COLUMN last_four text COLLATE "C" NOT NULL DEFAULT '';
    ALTER TABLE tokens ADD COLUMN created_at bigint NOT NULL DEFAULT 0;
    -- A time of the wall clock; null for a token that does not expire.
    ALTER TABLE tokens ADD COLUMN expires_at bigint;

    -- The ledger names devices for ever, so a deleted one keeps its row.
    ALTER TABLE devices ADD COLUMN deleted integer NOT NULL DEFAULT 0;
    CREATE INDEX devices_by_app_id ON devices (b, deleted, app_id);
  `,
} as const;
