import type { Micros } from '../../../domain/time.js';
import type { AccountRow, ChangeRow } from '../../rows.js';
import { statement } from './statement.js';

/** What an export reads. */
export const transferStatements = {
  accountsAfter: statement<[string, number], AccountRow>(
    'SELECT * FROM accounts WHERE username > ? ORDER BY username LIMIT ?',
  ),
  // A follow that began with a change is live at a moment unless it ended up to it.
  followsBegunAfter: statement<
    [{ after: number; last: number; limit: number; asOf: Micros }],
    ChangeRow & { readonly isLive: number }
  >(`
    SELECT c.position, c.at, c.type, c.cause, f.username AS follower, t.username AS target,
      c.role_type AS roleType, d.app_id AS device, c.search_id AS searchId, c.doc_id AS docId,
      c.query,
      c.type = 1 AND NOT EXISTS (SELECT 1 FROM ended_follows e WHERE e.follower = c.follower
        AND e.target = c.target AND e.since = c.at AND e.until <= @asOf) AS isLive
    FROM changes c
    JOIN accounts f ON f.id = c.follower
    JOIN accounts t ON t.id = c.target
    LEFT JOIN devices d ON d.id = c.device
    WHERE c.position > @after AND c.position <= @last ORDER BY c.position LIMIT @limit`),
} as const;
