import type { Profile } from '../../domain/account.js';
import { gramsOf } from '../search-grams.js';
import { type Database, prepare } from './driver.js';
import { statements } from './statements.js';

type Searchable = Pick<Profile, 'nickname' | 'signature'>;

/** What searches find accounts by. Written in the transaction that writes the account. */
export class AccountIndex {
  readonly #prepared: ReturnType<typeof prepareAll>;

  constructor(db: Database) {
    this.#prepared = prepareAll(db);
  }

  /** Lets searches find a new account. */
  add(id: number, { nickname, signature }: Searchable): void {
    this.#prepared.addAccountGrams.run(id, gramsOf(nickname), gramsOf(signature));
  }

  /** Lets searches find an account by what its profile now says, and no longer by what it said. */
  replace(id: number, { nickname, signature }: Searchable): void {
    this.#prepared.setAccountGrams.run(id, gramsOf(nickname), gramsOf(signature));
  }
}

function prepareAll(db: Database) {
  return {
    addAccountGrams: prepare(db, statements.addAccountGrams),
    setAccountGrams: prepare(db, statements.setAccountGrams),
  };
}
