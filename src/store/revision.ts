import type { Revision } from '../domain/revision.js';

/**
 * A ledger position as opaque text. Base 36 behind a letter, so that nobody takes it for a number to
 * calculate with: a partitioned ledger has no single number.
 */
export function encodeRevision(position: number): Revision {
  return `r${position.toString(36)}` as Revision;
}

/** The position, or undefined for text that `encodeRevision` did not make. */
export function decodeRevision(revision: string): number | undefined {
  if (!/^r(0|[1-9a-z][0-9a-z]{0,10})$/.test(revision)) return undefined;
  const position = Number.parseInt(revision.slice(1), 36);
  return Number.isSafeInteger(position) ? position : undefined;
}
