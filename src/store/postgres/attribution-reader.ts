import type { AttributionQuery, AttributionRead } from '../../domain/attribution-report.js';
import type { Micros } from '../../domain/time.js';
import { minutesOf, pageOfGroups, survivalBounds } from '../attribution-groups.js';
import { noAccount } from '../bucket.js';
import type { Connection } from './driver.js';
import type { Ledger } from './ledger.js';
import type { ReadPool } from './pool.js';
import { statements } from './statements.js';

/** `AttributionStore`. */
export class AttributionReader {
  readonly #pool: ReadPool;
  readonly #ledger: Ledger;

  constructor(pool: ReadPool, ledger: Ledger) {
    this.#pool = pool;
    this.#ledger = ledger;
  }

  attribution(query: AttributionQuery): Promise<AttributionRead> {
    const { by, origin, dayOffset, tenant, head, from, to, now } = query;
    const groups =
      origin === 'search' ? statements.attributionOfSearches : statements.attributionOfAll;
    const { one, seven, thirty, by1, by7, by30 } = survivalBounds(now);
    const last = this.#ledger.revisions.decode(head.revision, 'head');
    return this.#pool.snapshot(
      async (db) => {
        const [before, end] = await Promise.all([upTo(db, from - 1), upTo(db, to - 1)]);
        const rows = await db.all(
          groups,
          noAccount,
          by,
          dayOffset,
          origin === 'direct' ? 1 : 0,
          tenant?.id ?? null,
          Math.min(before, last),
          Math.min(end, last),
          head.at,
          ...([one, seven, thirty, by1, by7, by30] as const),
        );
        const { first, end: minute } = minutesOf(query);
        const whose = tenant?.id ?? null;
        const searches =
          origin === 'direct'
            ? []
            : await db.all(
                statements.searchesOfGroups,
                ...([noAccount, by, dayOffset, whose, first, minute] as const),
              );
        return pageOfGroups(rows, searches, query);
      },
      { position: last },
    );
  }
}

async function upTo(db: Connection, time: Micros): Promise<number> {
  return (await db.get(statements.positionUpTo, noAccount, time))?.position ?? 0;
}
