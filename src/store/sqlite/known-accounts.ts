import type { Username } from '../../domain/account.js';
import type { NameKeys } from '../../text/name-keys.js';
import type { KnownAccounts as Known } from '../admit-accounts.js';
import { type Database, prepare } from './driver.js';
import { statements } from './statements.js';

/** Which accounts a database has, read one at a time. */
export class KnownAccounts implements Known {
  readonly #prepared: ReturnType<typeof prepareAll>;

  constructor(db: Database) {
    this.#prepared = prepareAll(db);
  }

  has(username: Username): boolean {
    return this.#prepared.accountByUsername.get(username) !== undefined;
  }

  hasName({ letters, look }: NameKeys, besides: Username): boolean {
    return this.#prepared.otherWithName.get({ letters, look, username: besides }) !== undefined;
  }
}

function prepareAll(db: Database) {
  return {
    accountByUsername: prepare(db, statements.accountByUsername),
    otherWithName: prepare(db, statements.otherWithName),
  };
}
