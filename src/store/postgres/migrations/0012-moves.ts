/** A graph that moves to another database, or from one. */
export const moves = {
  number: 12,
  name: 'moves',
  sql: `
    -- 1 while nothing is written, since the graph moves.
    ALTER TABLE head ADD COLUMN closed integer NOT NULL DEFAULT 0;

    -- One row at most: the last move that this database had a part in, as src/store/move/mark.ts says.
    CREATE TABLE moves (
      b    integer PRIMARY KEY,
      mark text COLLATE "C" NOT NULL
    );
  `,
} as const;
