/** A statement's text with the types of what it takes and of the rows it gives. */
export interface Statement<Params extends unknown[], Row> {
  readonly sql: string;
  /** Types only: never set. */
  readonly types?: { params: Params; row: Row };
}

export const statement = <Params extends unknown[], Row = never>(
  sql: string,
): Statement<Params, Row> => ({ sql });
