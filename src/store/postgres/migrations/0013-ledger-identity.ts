/** Which ledger it is, so that what another handed out is known for it. */
export const ledgerIdentity = {
  number: 13,
  name: 'ledger-identity',
  sql: `
    -- Made with the ledger, and made anew when a backup of it is restored.
    ALTER TABLE head ADD COLUMN ledger text COLLATE "C" NOT NULL DEFAULT '';
    -- 1 until then: what names no ledger, as none did before there were identities, is of this one.
    ALTER TABLE head ADD COLUMN takes_bare integer NOT NULL DEFAULT 1;
    -- Its servers' number and its own there, as one: a restored dump, or a copy, has another.
    ALTER TABLE head ADD COLUMN home bigint NOT NULL DEFAULT 0;
    UPDATE head SET ledger = left(gen_random_uuid()::text, 8),
      home = (SELECT d.oid::bigint # c.system_identifier FROM pg_database d, pg_control_system() c
        WHERE d.datname = current_database());

    -- The ledger of the results that are kept; '' for those that are older than identities.
    ALTER TABLE idempotency_keys ADD COLUMN ledger text COLLATE "C" NOT NULL DEFAULT '';
  `,
} as const;
