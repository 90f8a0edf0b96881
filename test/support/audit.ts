import { type AuditFinding, auditWalks } from '#guanzhu/domain/audit.js';
import type { GraphStore } from '#guanzhu/domain/store.js';

/** A whole pass over a store, in slices of a few rows, so that every slice has a beginning and an end. */
export async function auditAll(store: GraphStore, limit = 3): Promise<readonly AuditFinding[]> {
  const findings: AuditFinding[] = [];
  for (const walk of auditWalks) {
    let after: string | null = null;
    do {
      const slice = await store.auditSlice(walk, after, limit);
      findings.push(...slice.findings);
      after = slice.next;
    } while (after !== null);
  }
  return findings;
}
