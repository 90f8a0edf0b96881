import type { AttributionQuery, AttributionRead } from '../../domain/attribution-report.js';
import { pageOfGroups, survivalBounds } from '../attribution-groups.js';
import { decodeRevision } from '../revision.js';
import { type Database, prepare, readOnce } from './driver.js';
import { LedgerPlaces } from './ledger-places.js';
import { statements } from './statements.js';

/** `AttributionStore`. */
export class AttributionReader {
  readonly #db: Database;
  readonly #places: LedgerPlaces;
  readonly #prepared: ReturnType<typeof prepareAll>;

  constructor(db: Database) {
    this.#db = db;
    this.#places = new LedgerPlaces(db);
    this.#prepared = prepareAll(db);
  }

  attribution(query: AttributionQuery): AttributionRead {
    const { by, origin, dayOffset, tenant, head, from, to, now } = query;
    const groups =
      origin === 'search' ? this.#prepared.attributionOfSearches : this.#prepared.attributionOfAll;
    return readOnce(this.#db, () => {
      const last = decodeRevision(head.revision) ?? 0;
      const rows = groups.all({
        ...{ by, dayOffset, direct: origin === 'direct' ? 1 : 0 },
        tenant: tenant?.id ?? null,
        before: this.#places.upTo(from - 1, last),
        last: this.#places.upTo(to - 1, last),
        headAt: head.at,
        ...survivalBounds(now),
      });
      return pageOfGroups(rows, query);
    });
  }
}

function prepareAll(db: Database) {
  return {
    attributionOfSearches: prepare(db, statements.attributionOfSearches),
    attributionOfAll: prepare(db, statements.attributionOfAll),
  };
}
