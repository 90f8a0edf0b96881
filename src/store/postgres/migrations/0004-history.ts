/** Followers over time. */
export const history = {
  number: 4,
  name: 'history',
  sql: `
    -- When an account lost its followers.
    CREATE INDEX ended_by_target_end ON ended_followers (b, target, until);
  `,
} as const;
