import { closeSync, openSync, readSync } from 'node:fs';
import type { LedgerIdentity } from '../../domain/ledger-identity.js';
import { newLedgerName } from '../ledger-name.js';
import { Revisions } from '../revision.js';
import { type Database, prepare } from './driver.js';
import { statements } from './statements.js';

/** In the header of a file: a backup, which is another ledger as soon as it is served. "GZbk". */
const copyMark = 0x475a626b;

/** Which ledger a file holds. It stays so for as long as a process serves it. */
export function readIdentity(db: Database): LedgerIdentity {
  const row = prepare(db, statements.identity).get();
  if (!row) throw new Error('the ledger has no head');
  return { name: row.ledger, takesBare: row.takesBare !== 0 };
}

export function readRevisions(db: Database): Revisions {
  return new Revisions(readIdentity(db));
}

/** Makes a file another ledger, for good: what was handed out before is refused from then on. */
export function renewIdentity(db: Database): void {
  db.transaction(() => {
    const { name } = readIdentity(db);
    prepare(db, statements.setIdentity).run(newLedgerName(name), 0);
    // Whoever sends a key of the lost time line must be told so, however late.
    prepare(db, statements.keepResultsForEver).run();
    db.pragma('application_id = 0');
  }).immediate();
}

/** Marks a file as a backup. */
export function markAsCopy(db: Database): void {
  db.pragma(`application_id = ${copyMark}`);
}

/** The same of a file that is not to be opened, since opening it may change it: by its header alone. */
export function isBackupFile(file: string): boolean {
  const header = Buffer.alloc(72);
  const handle = openSync(file, 'r');
  try {
    // Byte 68 is the application id's place (sqlite.org/fileformat.html, 1.3).
    return readSync(handle, header, 0, 72, 0) === 72 && header.readUInt32BE(68) === copyMark;
  } finally {
    closeSync(handle);
  }
}

/** Whether a file is a backup that nobody has served yet. */
export function isCopy(db: Database): boolean {
  return Number(db.pragma('application_id', { simple: true })) === copyMark;
}
