/** The search that a follow came from. A member that the caller left out is `''`. */
export interface Attribution {
  readonly searchId: string;
  readonly docId: string;
}
