/** A statement's text with the types of what it takes and of the rows it gives. */
export interface Statement<Params extends readonly unknown[], Row> {
  readonly sql: string;
  /** Types only: never set. */
  readonly types?: { params: Params; row: Row };
}

export const statement = <Params extends readonly unknown[], Row = never>(
  sql: string,
): Statement<Params, Row> => ({ sql });

/** Integers, one for each row that a statement reads or writes. */
export type Column = readonly number[];
/** Texts or missing texts, likewise. */
export type TextColumn = readonly (string | null)[];
