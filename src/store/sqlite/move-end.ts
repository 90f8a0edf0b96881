import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AuditSlice, AuditWalk } from '../../domain/audit.js';
import { makeFolder } from '../make-folder.js';
import { isClosedBy, type MoveMark } from '../move/mark.js';
import {
  type MoveEnd,
  MoveError,
  type Page,
  refuseOther,
  type Standing,
} from '../move/move-end.js';
import {
  keyOf,
  type Row,
  readKey,
  readSearchable,
  type SectionName,
  writeCells,
} from '../move/sections.js';
import { AccountIndex } from './account-index.js';
import { hasTextsOfToday, remakeAccountTexts } from './account-texts.js';
import { AuditReader } from './audit-reader.js';
import { lookAtPlace } from './database-place.js';
import { type Database, openDatabase, prepare } from './driver.js';
import { FolderInUseError, lockDatabaseFile } from './folder-lock.js';
import { isCopy, renewIdentity } from './ledger-identity.js';
import { isUpToDate, migrate } from './migrate.js';
import { addRow, rowsAfter } from './statements/move-statements.js';
import { statements } from './statements.js';

/** How long a server may take to see that its file is closed: it looks twice a second. In ms. */
const noticeTime = 1_000;

/**
 * Opens a file that is moved from, also while a server has it open.
 *
 * @throws MoveError when there is none, or another release made it.
 */
export function openSqliteSource(file: string): MoveEnd {
  if (!existsSync(file)) throw new MoveError(`${file} does not exist`);
  const db = openDatabase(file, 'write');
  if (isUpToDate(db) && hasTextsOfToday(db)) {
    // To move a backup is to restore it.
    if (isCopy(db)) renewIdentity(db);
    return new SqliteMoveEnd(file, db, () => {});
  }
  db.close();
  throw new MoveError(`${file} has another schema: start this release with it once`);
}

/**
 * Opens a file that is moved to, made when it does not exist, for this process alone.
 *
 * @throws DatabasePlaceError, FolderInUseError, NewerSchemaError.
 */
export async function openSqliteTarget(file: string): Promise<MoveEnd> {
  makeFolder(dirname(file));
  lookAtPlace(file);
  const lock = lockDatabaseFile(file);
  try {
    const db = openDatabase(file, 'write');
    migrate(db);
    await remakeAccountTexts(db, () => {});
    return new SqliteMoveEnd(file, db, () => lock.release());
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The mark of a move that the file had a part in. */
export function readMark(db: Database): MoveMark | undefined {
  const kept = prepare(db, statements.moveMark).get();
  return kept && JSON.parse(kept.mark);
}

class SqliteMoveEnd implements MoveEnd {
  readonly name: string;
  readonly #db: Database;
  readonly #release: () => void;
  readonly #prepared: ReturnType<typeof prepareAll>;
  readonly #index: AccountIndex;
  readonly #audit: AuditReader;

  constructor(file: string, db: Database, release: () => void) {
    this.name = file;
    this.#db = db;
    this.#release = release;
    this.#prepared = prepareAll(db);
    this.#index = new AccountIndex(db);
    this.#audit = new AuditReader(db);
  }

  async mark(): Promise<MoveMark | undefined> {
    return readMark(this.#db);
  }

  async setMark(before: MoveMark | undefined, after: MoveMark | undefined): Promise<void> {
    this.#db.transaction(() => this.#replaceMark(before, after)).immediate();
  }

  /** Waits for a server to leave off sending; what it writes is refused from the first moment. */
  async settle(): Promise<void> {
    try {
      lockDatabaseFile(this.name).release();
    } catch (error) {
      if (!(error instanceof FolderInUseError)) throw error;
      await sleep(noticeTime);
    }
  }

  async read(section: SectionName, after: string | null, limit: number): Promise<Page> {
    const key = keyOf(section);
    const rows = prepare(this.#db, rowsAfter(section))
      .raw()
      .all(...readKey(key, after), limit);
    const last = rows.length < limit ? undefined : rows.at(-1);
    return { rows, next: last ? writeCells(key.map(({ index }) => last[index] ?? null)) : null };
  }

  async write(
    section: SectionName,
    rows: readonly Row[],
    before: MoveMark,
    after: MoveMark,
  ): Promise<void> {
    const add = prepare(this.#db, addRow(section));
    this.#db
      .transaction(() => {
        for (const row of rows) {
          add.run(...row);
          this.#derive(section, row);
        }
        this.#replaceMark(before, after);
      })
      .immediate();
  }

  /** Writes what is made of a row alone. */
  #derive(section: SectionName, row: Row): void {
    if (section === 'follows') {
      const [follower = null, target = null, at = null] = row;
      this.#prepared.addFollower.run(Number(target), Number(at), Number(follower));
    } else if (section === 'accounts') {
      const { id, texts } = readSearchable(row);
      this.#index.add(id, texts);
    }
  }

  #replaceMark(before: MoveMark | undefined, after: MoveMark | undefined): void {
    refuseOther(this.#prepared.moveMark.get()?.mark, before);
    if (after) this.#prepared.keepMoveMark.run(JSON.stringify(after));
    else this.#prepared.dropMoveMark.run();
    this.#prepared.setClosed.run(isClosedBy(after) ? 1 : 0);
  }

  async standing(): Promise<Standing> {
    const standing = this.#prepared.standing.get();
    if (!standing) throw new Error('the ledger has no head');
    return standing;
  }

  async renewLedger(): Promise<void> {
    renewIdentity(this.#db);
  }

  async setStanding(standing: Standing): Promise<void> {
    const { position, at, ledger, takesBare, liveAccounts, follows } = standing;
    this.#db
      .transaction(() => {
        this.#prepared.moveHead.run(position, at);
        this.#prepared.setIdentity.run(ledger, takesBare);
        this.#prepared.setTotals.run(liveAccounts, follows);
      })
      .immediate();
  }

  async auditSlice(walk: AuditWalk, after: string | null, limit: number): Promise<AuditSlice> {
    return this.#audit.auditSlice(walk, after, limit);
  }

  async close(): Promise<void> {
    this.#db.close();
    this.#release();
  }
}

function prepareAll(db: Database) {
  return {
    moveMark: prepare(db, statements.moveMark),
    keepMoveMark: prepare(db, statements.keepMoveMark),
    dropMoveMark: prepare(db, statements.dropMoveMark),
    setClosed: prepare(db, statements.setClosed),
    addFollower: prepare(db, statements.addFollower),
    standing: prepare(db, statements.standing),
    setTotals: prepare(db, statements.setTotals),
    moveHead: prepare(db, statements.moveHead),
    setIdentity: prepare(db, statements.setIdentity),
  };
}
