/** How often was searched for what, whether or not it won a follow. */
export const searches = {
  number: 10,
  name: 'searches',
  sql: `
    -- minute: counted from 1970.
    CREATE TABLE searches (
      b      integer NOT NULL,
      minute bigint NOT NULL,
      device bigint NOT NULL,
      query  text COLLATE "C" NOT NULL,
      count  bigint NOT NULL,
      PRIMARY KEY (b, minute, device, query)
    );
  `,
} as const;
