import { setTimeout as sleep } from 'node:timers/promises';
import type { AuditSlice, AuditWalk } from '../../domain/audit.js';
import { bucketOfId, makeAccountId, noAccount, numberOfAccount } from '../bucket.js';
import { isClosedBy, type MoveMark } from '../move/mark.js';
import {
  type MoveEnd,
  MoveError,
  type Page,
  refuseOther,
  type Standing,
} from '../move/move-end.js';
import {
  bucketColumnOf,
  columnsOf,
  keyOf,
  type Row,
  readKey,
  readSearchable,
  type SectionName,
  writeCells,
} from '../move/sections.js';
import { AccountIds } from './account-ids.js';
import { indexAccounts } from './account-index.js';
import { hasTextsOfToday, remakeAccountTexts } from './account-texts.js';
import { AuditReader } from './audit-reader.js';
import type { Connection } from './driver.js';
import { Ledger, readIdentity } from './ledger.js';
import { isUpToDate, migrate } from './migrate.js';
import { Pool } from './pool.js';
import { renewLedger, settleIdentity } from './renew-identity.js';
import { connectToPrimary } from './servers.js';
import { addRows, rowsAfter } from './statements/move-statements.js';
import { statements } from './statements.js';
import { runOnce, type Transaction } from './transactions.js';

/**
 * Opens a database that is moved from, also while servers use it.
 *
 * @param name as it is named to people.
 * @throws MoveError when it holds no graph of this release.
 */
export async function openPostgresSource(name: string, urls: readonly string[]): Promise<MoveEnd> {
  const db = await connectToPrimary(urls);
  if ((await isUpToDate(db)) && (await hasTextsOfToday(db))) {
    return new PostgresMoveEnd(name, urls, db, new Ledger(await settleIdentity(db)));
  }
  await db.close();
  throw new MoveError(
    `${name} holds no graph with the schema of this release: start this release with it once`,
  );
}

/**
 * Opens a database that is moved to, which may be empty.
 *
 * @throws NewerSchemaError.
 */
export async function openPostgresTarget(name: string, urls: readonly string[]): Promise<MoveEnd> {
  const db = await connectToPrimary(urls);
  try {
    await migrate(db);
    await remakeAccountTexts(db, () => {});
    return new PostgresMoveEnd(name, urls, db, new Ledger(await readIdentity(db)));
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** The mark of a move that the database had a part in. */
export async function readMark(db: Connection): Promise<MoveMark | undefined> {
  const kept = await db.get(statements.moveMark, noAccount);
  return kept && JSON.parse(kept.mark);
}

class PostgresMoveEnd implements MoveEnd {
  readonly name: string;
  readonly #db: Connection;
  readonly #pool: Pool;
  readonly #audit: AuditReader;
  #ids: AccountIds | undefined;

  constructor(name: string, urls: readonly string[], db: Connection, ledger: Ledger) {
    this.name = name;
    this.#db = db;
    this.#pool = new Pool({ connect: () => connectToPrimary(urls), size: 1 });
    this.#audit = new AuditReader(this.#pool, ledger);
  }

  mark(): Promise<MoveMark | undefined> {
    return readMark(this.#db);
  }

  setMark(before: MoveMark | undefined, after: MoveMark | undefined): Promise<void> {
    // When it fails, the mark tells whether it was committed.
    return runOnce(this.#db, (transaction) => this.#replaceMark(transaction, before, after));
  }

  /** Waits for whoever sends callbacks, and notes beside the head how far it has come, to leave off. */
  async settle(): Promise<void> {
    for (;;) {
      const { until = 0 } = (await this.#db.get(statements.lastLease, noAccount)) ?? {};
      if (until < Date.now() * 1000) return;
      await sleep(200);
    }
  }

  async read(section: SectionName, after: string | null, limit: number): Promise<Page> {
    const key = keyOf(section);
    const from = readKey([{ kind: 'integer' }, ...key], after);
    const found = await this.#db.all(rowsAfter(section), ...from, limit);
    const columns = columnsOf(section);
    const rows = found.map((row) =>
      columns.map(({ name, kind }) => {
        const cell = row[name] ?? null;
        return kind === 'account' ? numberOfAccount(Number(cell)) : cell;
      }),
    );
    const last = rows.length < limit ? undefined : found.at(-1);
    const next = last && writeCells([last.b ?? null, ...key.map(({ name }) => last[name] ?? null)]);
    return { rows, next: next ?? null };
  }

  async write(
    section: SectionName,
    rows: readonly Row[],
    before: MoveMark,
    after: MoveMark,
  ): Promise<void> {
    const named = columnsOf(section).some(({ kind }) => kind === 'account');
    // Every account is there before anything names one.
    if (named && section !== 'accounts') this.#ids ??= await AccountIds.read(this.#db);
    await runOnce(this.#db, async (transaction) => {
      await this.#replaceMark(transaction, before, after);
      if (rows.length > 0) this.#add(transaction, section, rows);
    });
  }

  #add(transaction: Transaction, section: SectionName, rows: readonly Row[]): void {
    const columns = columnsOf(section);
    const cells = columns.map(({ kind, index }) => {
      const column = rows.map((row) => row[index] ?? null);
      if (kind !== 'account') return column;
      if (section === 'accounts') return rows.map(readSearchable).map(idOf);
      return column.map((cell) => this.#ids?.idOf(Number(cell)) ?? null);
    });
    const named = (name: string) => {
      const column = columns.findIndex((candidate) => candidate.name === name);
      return (cells[column] ?? []).map(Number);
    };
    const bucketsOf = (name: string) => named(name).map(bucketOfId);
    if (section === 'counts') {
      const [b, account] = [bucketsOf('account'), named('account')];
      transaction.write(statements.setFollowingCounts, b, account, named('following'));
      const gained = named('gained');
      transaction.write(statements.setFollowerCounts, b, account, named('followers'), gained);
      return;
    }
    if (section === 'identities') {
      const [b, account] = [bucketsOf('account'), named('account')];
      const [device, roleType] = [named('device'), named('role_type')];
      transaction.write(statements.copyIdentities, noAccount, device, b, account, roleType);
      return;
    }
    const spread = bucketColumnOf(section);
    const b = spread ? bucketsOf(spread.name) : rows.map(() => noAccount);
    transaction.write(addRows(section), b, ...cells);
    if (section === 'accounts') {
      const accounts = rows.map(readSearchable);
      indexAccounts(
        transaction,
        accounts.map((account) => ({ id: idOf(account), ...account.texts })),
      );
    }
    const [follower, target] = [named('follower'), named('target')];
    const mirror = bucketsOf('target');
    if (section === 'follows') {
      transaction.write(statements.addFollowers, mirror, target, named('at'), follower);
    } else if (section === 'ended_follows') {
      const times = [named('since'), named('until')] as const;
      transaction.write(statements.addEndedFollowers, mirror, target, follower, ...times);
    } else if (section === 'hidden_follows') {
      transaction.write(statements.addHiddenFollowers, mirror, target, follower);
    }
  }

  async #replaceMark(
    transaction: Transaction,
    before: MoveMark | undefined,
    after: MoveMark | undefined,
  ): Promise<void> {
    await transaction.head;
    refuseOther((await this.#db.get(statements.moveMark, noAccount))?.mark, before);
    if (after) transaction.write(statements.keepMoveMark, noAccount, JSON.stringify(after));
    else transaction.write(statements.dropMoveMark, noAccount);
    transaction.write(statements.setClosed, noAccount, isClosedBy(after) ? 1 : 0);
  }

  async standing(): Promise<Standing> {
    const standing = await this.#db.get(statements.standing, noAccount);
    if (!standing) throw new Error('the ledger has no head');
    return standing;
  }

  renewLedger(): Promise<void> {
    return renewLedger(this.#db);
  }

  setStanding(standing: Standing): Promise<void> {
    const { position, at, ledger, takesBare, accounts, devices, liveAccounts, follows } = standing;
    return runOnce(this.#db, async (transaction) => {
      transaction.write(statements.moveHead, noAccount, position, at);
      transaction.write(statements.setIdentity, noAccount, ledger, takesBare);
      transaction.write(statements.setHome, noAccount);
      transaction.write(statements.setStanding, noAccount, accounts, devices);
      transaction.write(statements.setTotals, noAccount, liveAccounts, follows);
    });
  }

  auditSlice(walk: AuditWalk, after: string | null, limit: number): Promise<AuditSlice> {
    return this.#audit.auditSlice(walk, after, limit);
  }

  async close(): Promise<void> {
    await Promise.all([this.#db.close(), this.#pool.close()]);
  }
}

function idOf({ id, username }: ReturnType<typeof readSearchable>): number {
  return makeAccountId(id, username);
}
