/** The search that a follow came from. */
export interface Attribution {
  readonly searchId: string;
  readonly docId: string;
  /** What was searched for. */
  readonly query: string;
}
