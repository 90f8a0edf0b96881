import type { AuditSlice, AuditWalk } from '../../domain/audit.js';
import {
  checkChange,
  checkCounts,
  checkEnd,
  checkFollow,
  checkFollower,
  checkHead,
  checkHidden,
  type Flaw,
  toFinding,
} from '../audit-checks.js';
import type { Revisions } from '../revision.js';
import { type Database, prepare, readOnce } from './driver.js';
import { readRevisions } from './ledger-identity.js';
import type { AuditParams } from './statements/audit-statements.js';
import { statements } from './statements.js';

/** The rows of a slice, looked at, and the key of the last. */
interface Looked {
  readonly flaws: readonly Flaw[];
  readonly checked: number;
  readonly last: readonly number[] | undefined;
}

/** `AuditStore`. */
export class AuditReader {
  readonly #db: Database;
  readonly #prepared: ReturnType<typeof prepareAll>;
  readonly #revisions: Revisions;

  constructor(db: Database) {
    this.#db = db;
    this.#prepared = prepareAll(db);
    this.#revisions = readRevisions(db);
  }

  auditSlice(walk: AuditWalk, after: string | null, limit: number): AuditSlice {
    const [first = -1, second = -1, third = -1] =
      after === null ? [] : after.split(' ').map(Number);
    return readOnce(this.#db, () => {
      const { flaws, checked, last } = this.#look(walk, { first, second, third, limit });
      // The head is looked at once, with the first slice of the ledger.
      const heads = walk === 'ledger' && after === null ? this.#head() : [];
      const findings = [...heads, ...flaws].map((flaw) =>
        toFinding(flaw, (id) => this.#username(id), this.#revisions),
      );
      const more = checked === limit && last !== undefined;
      return { findings, checked, next: more ? last.join(' ') : null };
    });
  }

  #look(walk: AuditWalk, params: AuditParams): Looked {
    const prepared = this.#prepared;
    switch (walk) {
      case 'follows':
        return looked(prepared.auditFollows.all(params), checkFollow, (row) => [
          row.follower,
          row.target,
        ]);
      case 'followers':
        return looked(prepared.auditFollowers.all(params), checkFollower, (row) => [
          row.target,
          row.at,
        ]);
      case 'ended':
        return looked(prepared.auditEnded.all(params), checkEnd, (row) => [
          row.follower,
          row.target,
          row.since,
        ]);
      case 'ledger':
        return looked(prepared.auditLedger.all(params), checkChange, (row) => [row.position]);
      case 'counts':
        return looked(prepared.auditCounts.all(params), checkCounts, (row) => [row.id]);
      case 'hidden':
        return looked(prepared.auditHidden.all(params), checkHidden, (row) => [
          row.follower,
          row.target,
        ]);
    }
  }

  #head(): readonly Flaw[] {
    const none = { position: 0, at: 0 };
    return checkHead(this.#prepared.head.get() ?? none, this.#prepared.lastChange.get() ?? none);
  }

  #username(id: number): string {
    return this.#prepared.usernameById.get(id)?.username ?? `(no account ${id})`;
  }
}

function looked<Row>(
  rows: readonly Row[],
  check: (row: Row) => readonly Flaw[],
  keyOf: (row: Row) => readonly number[],
): Looked {
  const last = rows.at(-1);
  return { flaws: rows.flatMap(check), checked: rows.length, last: last && keyOf(last) };
}

function prepareAll(db: Database) {
  return {
    auditFollows: prepare(db, statements.auditFollows),
    auditFollowers: prepare(db, statements.auditFollowers),
    auditEnded: prepare(db, statements.auditEnded),
    auditLedger: prepare(db, statements.auditLedger),
    auditCounts: prepare(db, statements.auditCounts),
    auditHidden: prepare(db, statements.auditHidden),
    usernameById: prepare(db, statements.usernameById),
    head: prepare(db, statements.head),
    lastChange: prepare(db, statements.lastChange),
  };
}
