/** Tokens that are refused until they are taken up again. */
export const suspendedTokens = {
  number: 11,
  name: 'suspended-tokens',
  sql: 'ALTER TABLE tokens ADD COLUMN suspended INTEGER NOT NULL DEFAULT 0;',
} as const;
