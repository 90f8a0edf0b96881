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
import { bucketOfId, noAccount } from '../bucket.js';
import type { Connection } from './driver.js';
import type { Ledger } from './ledger.js';
import type { Pool } from './pool.js';
import { statements } from './statements.js';

/** A row's key, in the order of its table. */
type Key = readonly number[];

interface Looked {
  readonly flaws: readonly Flaw[];
  readonly checked: number;
  readonly last: Key | undefined;
}

/** Goes through one table. Of most walks there is one; mirrors that SQLite needs not are another. */
type Pass = (db: Connection, after: Key, limit: number) => Promise<Looked>;

const passes: Readonly<Record<AuditWalk, readonly Pass[]>> = {
  follows: [
    async (db, [b = -1, second = -1, third = -1], limit) =>
      looked(await db.all(statements.auditFollows, b, second, third, limit), checkFollow, (row) => [
        ...[row.b, row.follower, row.target],
      ]),
  ],
  followers: [
    async (db, [b = -1, second = -1, third = -1, fourth = -1], limit) =>
      looked(
        await db.all(statements.auditFollowers, b, second, third, fourth, limit),
        checkFollower,
        (row) => [row.b, row.target, row.at, row.follower],
      ),
  ],
  ended: [
    async (db, [b = -1, second = -1, third = -1, fourth = -1], limit) =>
      looked(
        await db.all(statements.auditEnded, b, second, third, fourth, limit),
        checkEnd,
        (row) => [...[row.b, row.follower, row.target, row.since]],
      ),
    async (db, [b = -1, second = -1, third = -1, fourth = -1], limit) =>
      looked(
        await db.all(statements.auditEndedMirror, b, second, third, fourth, limit),
        checkEnd,
        (row) => [row.b, row.target, row.follower, row.since],
      ),
  ],
  ledger: [
    async (db, [b = -1, second = -1], limit) => {
      const rows = await db.all(statements.auditLedger, b, second, limit);
      return looked(rows, checkChange, (row) => [row.b, row.position]);
    },
  ],
  counts: [
    async (db, [b = -1, second = -1], limit) => {
      const rows = await db.all(statements.auditCounts, b, second, limit);
      return looked(rows, checkCounts, (row) => [row.b, row.id]);
    },
  ],
  hidden: [
    async (db, [b = -1, second = -1, third = -1], limit) =>
      looked(await db.all(statements.auditHidden, b, second, third, limit), checkHidden, (row) => [
        ...[row.b, row.follower, row.target],
      ]),
    async (db, [b = -1, second = -1, third = -1], limit) =>
      looked(
        await db.all(statements.auditHiddenMirror, b, second, third, limit),
        checkHidden,
        (row) => [row.b, row.target, row.follower],
      ),
  ],
};

/** `AuditStore`. */
export class AuditReader {
  readonly #pool: Pool;
  readonly #ledger: Ledger;

  constructor(pool: Pool, ledger: Ledger) {
    this.#pool = pool;
    this.#ledger = ledger;
  }

  /** A slice's place is the number of its pass and the key after which it begins. */
  auditSlice(walk: AuditWalk, after: string | null, limit: number): Promise<AuditSlice> {
    const [number = 0, ...key] = after === null ? [] : after.split(' ').map(Number);
    return this.#pool.snapshot(async (db) => {
      const pass = passes[walk][number];
      const none = { flaws: [], checked: 0, last: undefined };
      const { flaws, checked, last } = pass ? await pass(db, key, limit) : none;
      // The head is looked at once, with the first slice of the ledger.
      const heads = walk === 'ledger' && after === null ? await checkTheHead(db) : [];
      const all = [...heads, ...flaws];
      const nameOf = await namesOf(db, all);
      const following = number + 1 < passes[walk].length ? `${number + 1}` : null;
      const more = checked === limit && last !== undefined;
      return {
        findings: all.map((flaw) => toFinding(flaw, nameOf, this.#ledger.revisions)),
        checked,
        next: more ? [number, ...last].join(' ') : following,
      };
    });
  }
}

function looked<Row>(
  rows: readonly Row[],
  check: (row: Row) => readonly Flaw[],
  keyOf: (row: Row) => Key,
): Looked {
  const last = rows.at(-1);
  return { flaws: rows.flatMap(check), checked: rows.length, last: last && keyOf(last) };
}

async function checkTheHead(db: Connection): Promise<readonly Flaw[]> {
  const [head, last] = await Promise.all([
    db.get(statements.head, noAccount),
    db.get(statements.lastChange, noAccount),
  ]);
  const none = { position: 0, at: 0 };
  return checkHead(head ?? none, last ?? none);
}

async function namesOf(db: Connection, flaws: readonly Flaw[]): Promise<(id: number) => string> {
  const ids = [...new Set(flaws.flatMap(({ accounts }) => accounts))];
  const rows = ids.length === 0 ? [] : await db.all(statements.usernames, ids.map(bucketOfId), ids);
  const names = new Map(rows.map(({ id, username }) => [id, username]));
  return (id) => names.get(id) ?? `(no account ${id})`;
}
