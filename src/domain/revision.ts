declare const revisionMark: unique symbol;

/**
 * The position of a change in the ledger: gap-free and in commit order. Opaque text: a store makes
 * and reads it, nobody else compares or calculates with it.
 */
export type Revision = string & { readonly [revisionMark]: true };
