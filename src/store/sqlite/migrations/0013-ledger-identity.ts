/** Which ledger it is, so that what another handed out is known for it. */
export const ledgerIdentity = {
  number: 13,
  name: 'ledger-identity',
  sql: `
    -- Made with the ledger, and made anew when a backup of it is restored.
    ALTER TABLE head ADD COLUMN ledger TEXT NOT NULL DEFAULT '';
    -- 1 until then: what names no ledger, as none did before there were identities, is of this one.
    ALTER TABLE head ADD COLUMN takes_bare INTEGER NOT NULL DEFAULT 1;
    UPDATE head SET ledger = lower(hex(randomblob(4)));

    -- The ledger of the results that are kept; '' for those that are older than identities.
    ALTER TABLE idempotency_keys ADD COLUMN ledger TEXT NOT NULL DEFAULT '';
  `,
} as const;
