import type { Username } from './account.js';
import type { LedgerHead } from './ledger-head.js';
import type { Revision } from './revision.js';
import type { Micros } from './time.js';

/**
 * What an audit goes through, row by row: live follows, their mirror in the followers lists, follows that
 * ended, the ledger itself, the counts of every account, and the follows that suspensions keep aside.
 */
export const auditWalks = ['follows', 'followers', 'ended', 'ledger', 'counts', 'hidden'] as const;
export type AuditWalk = (typeof auditWalks)[number];

/** A way in which what is kept disagrees with the ledger, or with itself. */
export const auditProblems = [
  'mirror_missing',
  'follow_missing',
  'ledger_missing',
  'ended_missing',
  'told_twice',
  'revision_gap',
  'time_order',
  'head_wrong',
  'count_wrong',
  'state_wrong',
] as const;
export type AuditProblem = (typeof auditProblems)[number];

/** One row that is not as it must be. */
export interface AuditFinding {
  readonly walk: AuditWalk;
  readonly problem: AuditProblem;
  /** The account, or follower and target. */
  readonly accounts: readonly Username[];
  /** The change that it is about; null for none. */
  readonly revision: Revision | null;
  /** What was found, and what was expected. */
  readonly detail: string;
}

/** What a whole pass over all walks came to. */
export interface AuditVerdict {
  /** Passes are numbered from 1 since the process began. */
  readonly run: number;
  /** How many rows are not as they must be: 0, or the graph is damaged. */
  readonly drift: number;
  /** The first of them; 100 at most. */
  readonly findings: readonly AuditFinding[];
  /** Everything up to it was audited: the ledger's head when the pass began. */
  readonly head: LedgerHead;
  /** Wall clock. */
  readonly startedAt: Micros;
  readonly finishedAt: Micros;
  /** Rows looked at. */
  readonly checked: Readonly<Record<AuditWalk, number>>;
}

/** A pass under way. */
export interface AuditProgress {
  readonly run: number;
  readonly walk: AuditWalk;
  readonly checked: number;
  /** How many rows the pass before looked at; null for the first. */
  readonly expected: number | null;
  readonly drift: number;
}

export interface AuditState {
  /** The last finished pass; null before the first. */
  readonly verdict: AuditVerdict | null;
  readonly running: AuditProgress | null;
}

/**
 * The auditor: for ever in passes, in the background, in slices that take a few per cent of a core. Each
 * slice sees one state of the store, so writes beside it never look like drift.
 */
export interface Audit {
  auditState(): Promise<AuditState>;
  /**
   * Asks for a pass that begins after this call, at full speed.
   *
   * @returns its number: it has ended once a verdict has that number or a later one.
   */
  startAudit(): Promise<number>;
}

export interface AuditSlice {
  readonly findings: readonly AuditFinding[];
  /** How many rows were looked at. */
  readonly checked: number;
  /** Where the next slice begins; null after the last. */
  readonly next: string | null;
}

/** The part of the storage port that audits itself. */
export interface AuditStore {
  /**
   * Looks at the next rows of a walk, in one read transaction.
   *
   * @param after where the slice before ended; null for the first.
   * @param limit how many rows at most; of `counts`, the work of an account grows with its follows.
   */
  auditSlice(walk: AuditWalk, after: string | null, limit: number): Promise<AuditSlice>;
}
