/** A graph that moves to another database, or from one. */
export const moves = {
  number: 12,
  name: 'moves',
  sql: `
    -- 1 while nothing is written, since the graph moves.
    ALTER TABLE head ADD COLUMN closed INTEGER NOT NULL DEFAULT 0;

    -- One row at most: the last move that this database had a part in, as src/store/move/mark.ts says.
    CREATE TABLE moves (
      number INTEGER PRIMARY KEY CHECK (number = 1),
      mark   TEXT NOT NULL
    ) STRICT;
  `,
} as const;
