import { quarter } from '../domain/overview.js';
import type { PlannedChange } from './batch-plan.js';
import type { QuarterRow } from './overview-sums.js';

/** What a batch's changes add to the sums of the ledger. */
export function sumChanges(changes: readonly PlannedChange[]): {
  readonly quarters: readonly QuarterRow[];
  /** Follows begun, less those ended. */
  readonly follows: number;
} {
  const sums = new Map<number, { quarter: number; followed: number; unfollowed: number }>();
  let follows = 0;
  for (const { at, type } of changes) {
    const key = Math.floor(at / quarter);
    const sum = sums.get(key) ?? { quarter: key, followed: 0, unfollowed: 0 };
    sum[type] += 1;
    follows += type === 'followed' ? 1 : -1;
    sums.set(key, sum);
  }
  return { quarters: [...sums.values()], follows };
}
