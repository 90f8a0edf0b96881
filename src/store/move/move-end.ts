import type { AuditStore } from '../../domain/audit.js';
import type { Micros } from '../../domain/time.js';
import type { MoveMark } from './mark.js';
import type { Row, SectionName } from './sections.js';

export interface Page {
  readonly rows: readonly Row[];
  /** Where the section goes on; null when it has ended. */
  readonly next: string | null;
}

/** What stands in rows of their own: the ledger's head, and sums of the whole graph. */
export interface Standing {
  readonly position: number;
  readonly at: Micros;
  /** Whose positions they are: the same time line goes on elsewhere. */
  readonly ledger: string;
  readonly takesBare: number;
  /** How many accounts and devices there ever were. */
  readonly accounts: number;
  readonly devices: number;
  /** Accounts that are not deleted, and live follows. */
  readonly liveAccounts: number;
  readonly follows: number;
}

/** One of the two databases of a move. */
export interface MoveEnd extends AuditStore {
  /** As it is named to people. */
  readonly name: string;
  mark(): Promise<MoveMark | undefined>;
  /**
   * Puts one mark in the place of another, and closes or opens the database as `isClosedBy` says, in one
   * durable transaction.
   *
   * @throws MoveError when the mark is not `before`: somebody else moves, too.
   */
  setMark(before: MoveMark | undefined, after: MoveMark | undefined): Promise<void>;
  /** Resolves, after closing, once no process sends callbacks or webhooks, or notes how far it came. */
  settle(): Promise<void>;
  read(section: SectionName, after: string | null, limit: number): Promise<Page>;
  /** Adds rows, and puts a mark in the place of another, in one transaction. */
  write(
    section: SectionName,
    rows: readonly Row[],
    before: MoveMark,
    after: MoveMark,
  ): Promise<void>;
  standing(): Promise<Standing>;
  setStanding(standing: Standing): Promise<void>;
  /** Makes it another ledger, for good: what was handed out before is refused from then on. */
  renewLedger(): Promise<void>;
  close(): Promise<void>;
}

/** A move that cannot be begun, or cannot go on. The text says why, and what to do. */
export class MoveError extends Error {
  override readonly name = 'MoveError';
}

/** @throws MoveError when what is kept is not what was kept when it was read. */
export function refuseOther(kept: string | undefined, before: MoveMark | undefined): void {
  if (kept !== (before && JSON.stringify(before))) {
    throw new MoveError('another "guanzhu move" is at work on the same database: let it end');
  }
}
