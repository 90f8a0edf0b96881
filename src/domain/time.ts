/** Microseconds since the Unix epoch, as a safe integer. */
export type Micros = number;

/** The wall clock. It may jump in either direction: the ledger does not trust it to advance. */
export interface Clock {
  now(): Micros;
}
