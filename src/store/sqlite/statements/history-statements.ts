import type { Micros } from '../../../domain/time.js';
import { statement } from './statement.js';

/** One bucket of an account's history; a follow that has ended was gained once as well. */
export const historyStatements = {
  historyBucket: statement<
    [{ target: number; start: Micros; end: Micros }],
    { gained: number; lost: number }
  >(`
    SELECT
      (SELECT count(*) FROM followers WHERE target = @target AND at >= @start AND at < @end) +
      (SELECT count(*) FROM ended_follows
        WHERE target = @target AND since >= @start AND since < @end) AS gained,
      (SELECT count(*) FROM ended_follows
        WHERE target = @target AND until >= @start AND until < @end) AS lost`),
} as const;
