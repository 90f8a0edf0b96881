/** Finding a change by its time: what the ledger says of a follow, and where a moment lies. */
export const audit = {
  number: 7,
  name: 'audit',
  sql: `
    CREATE UNIQUE INDEX changes_by_time ON changes (b, at);
  `,
} as const;
