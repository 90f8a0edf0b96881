// What the auditor says. Times are microseconds since 1970.

export type AuditWalk = 'follows' | 'followers' | 'ended' | 'ledger' | 'counts' | 'hidden';

export interface AuditFinding {
  walk: AuditWalk;
  problem:
    | 'mirror_missing'
    | 'follow_missing'
    | 'ledger_missing'
    | 'ended_missing'
    | 'told_twice'
    | 'revision_gap'
    | 'time_order'
    | 'head_wrong'
    | 'count_wrong'
    | 'state_wrong';
  accounts: string[];
  revision: string | null;
  detail: string;
}

export interface AuditReply {
  /** 0, or the graph is damaged; null before the first pass has ended. */
  drift: number | null;
  revision: string | null;
  run: number | null;
  startedAt: number | null;
  finishedAt: number | null;
  durationMs: number | null;
  checked: Record<AuditWalk, number> | null;
  findings: AuditFinding[];
  running: {
    run: number;
    walk: AuditWalk;
    checked: number;
    expected: number | null;
    drift: number;
  } | null;
}
