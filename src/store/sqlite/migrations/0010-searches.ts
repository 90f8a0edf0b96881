/** How often was searched for what, whether or not it won a follow. */
export const searches = {
  number: 10,
  name: 'searches',
  sql: `
    -- minute: counted from 1970.
    CREATE TABLE searches (
      minute INTEGER NOT NULL,
      device INTEGER NOT NULL REFERENCES devices (id),
      query  TEXT NOT NULL,
      count  INTEGER NOT NULL,
      PRIMARY KEY (minute, device, query)
    ) STRICT, WITHOUT ROWID;
  `,
} as const;
