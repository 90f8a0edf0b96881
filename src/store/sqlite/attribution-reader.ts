import type { AttributionQuery, AttributionRead } from '../../domain/attribution-report.js';
import type { Micros } from '../../domain/time.js';
import { minutesOf, pageOfGroups, survivalBounds } from '../attribution-groups.js';
import type { Revisions } from '../revision.js';
import { type Database, prepare, readOnce } from './driver.js';
import { readRevisions } from './ledger-identity.js';
import { statements } from './statements.js';

/** `AttributionStore`. */
export class AttributionReader {
  readonly #db: Database;
  readonly #prepared: ReturnType<typeof prepareAll>;
  readonly #revisions: Revisions;

  constructor(db: Database) {
    this.#db = db;
    this.#prepared = prepareAll(db);
    this.#revisions = readRevisions(db);
  }

  attribution(query: AttributionQuery): AttributionRead {
    const { by, origin, dayOffset, tenant, head, from, to, now } = query;
    const groups =
      origin === 'search' ? this.#prepared.attributionOfSearches : this.#prepared.attributionOfAll;
    return readOnce(this.#db, () => {
      const last = this.#revisions.decode(head.revision, 'head');
      const rows = groups.all({
        ...{ by, dayOffset, direct: origin === 'direct' ? 1 : 0 },
        tenant: tenant?.id ?? null,
        before: Math.min(this.#upTo(from - 1), last),
        last: Math.min(this.#upTo(to - 1), last),
        headAt: head.at,
        ...survivalBounds(now),
      });
      const { first, end } = minutesOf(query);
      const searches =
        origin === 'direct'
          ? []
          : this.#prepared.searchesOfGroups.all({
              ...{ by, dayOffset, first, end, tenant: tenant?.id ?? null },
            });
      return pageOfGroups(rows, searches, query);
    });
  }

  #upTo(time: Micros): number {
    return this.#prepared.positionUpTo.get(time)?.position ?? 0;
  }
}

function prepareAll(db: Database) {
  return {
    attributionOfSearches: prepare(db, statements.attributionOfSearches),
    searchesOfGroups: prepare(db, statements.searchesOfGroups),
    positionUpTo: prepare(db, statements.positionUpTo),
    attributionOfAll: prepare(db, statements.attributionOfAll),
  };
}
