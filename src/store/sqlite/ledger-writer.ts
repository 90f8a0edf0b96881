import type { Counts } from '../../domain/account.js';
import { GuanzhuError } from '../../domain/errors.js';
import type { FollowCommand, FollowResult } from '../../domain/follow.js';
import type { Provision } from '../../domain/store.js';
import type { Micros } from '../../domain/time.js';
import { type BatchPlan, decideBatch, type LedgerView } from '../decide.js';
import { AccountIndex } from './account-index.js';
import { type DirectoryWrite, DirectoryWriter } from './directory-writer.js';
import { type Database, prepare, translate } from './driver.js';
import type { FaultPoints } from './faults.js';
import { changeTypeCode, fromAccount, toAccount } from './rows.js';
import { statements } from './statements.js';

const noCounts: Counts = { followers: 0, following: 0 };

/** The one writer of a database file: all writes of an instance happen here, one at a time. */
export class LedgerWriter {
  readonly #db: Database;
  readonly #faults: FaultPoints;
  readonly #prepared: ReturnType<typeof prepareAll>;
  readonly #accountIndex: AccountIndex;
  readonly #directory: DirectoryWriter;
  #outcomeUnknown: GuanzhuError | undefined;

  constructor(db: Database, faults: FaultPoints) {
    this.#db = db;
    this.#faults = faults;
    this.#prepared = prepareAll(db);
    this.#accountIndex = new AccountIndex(db);
    this.#directory = new DirectoryWriter(db, this.#accountIndex);
  }

  /** See `GraphStore.apply`. */
  apply(commands: readonly FollowCommand[], now: Micros): readonly FollowResult[] {
    return this.#transaction(() => {
      const plan = decideBatch(this.#view(), commands, now);
      if (plan.changes.length > 0) this.#write(plan);
      return plan.results;
    });
  }

  /** See `GraphStore.provision`. */
  provision(rows: Provision): void {
    const { addSecret, addToken, addAccount, addDevice, addIdentity } = this.#prepared;
    this.#transaction(() => {
      for (const { name, value } of rows.secrets ?? []) addSecret.run(name, value);
      for (const token of rows.tokens ?? []) addToken.run(token.hash, token.tenant.id);
      for (const account of rows.accounts ?? []) {
        const { changes, lastInsertRowid } = addAccount.run(fromAccount(account));
        if (changes > 0) this.#accountIndex.add(Number(lastInsertRowid), account.profile);
      }
      for (const device of rows.devices ?? []) {
        // A device that exists may be another tenant's: its identities stay as they are as well.
        if (addDevice.run(device.appId, device.tenant.id).changes === 0) continue;
        for (const { username, roleType } of device.identities) {
          addIdentity.run({ appId: device.appId, username, roleType });
        }
      }
    });
  }

  /** See the methods of `GraphStore` that each write belongs to. */
  write(write: DirectoryWrite): void {
    this.#transaction(() => this.#directory.write(write));
  }

  #transaction<T>(work: () => T): T {
    if (this.#outcomeUnknown) throw this.#outcomeUnknown;
    let committed = false;
    try {
      this.#prepared.begin.run();
      const result = work();
      this.#faults.pass('before-commit');
      this.#prepared.commit.run();
      committed = true;
      this.#faults.pass('after-commit');
      return result;
    } catch (error) {
      if (this.#db.inTransaction) this.#prepared.rollback.run();
      let failure = translate(error);
      if (committed) failure = new GuanzhuError('outcome_unknown', {}, { cause: error });
      if (failure.code === 'outcome_unknown') this.#outcomeUnknown = failure;
      throw failure;
    }
  }

  #view(): LedgerView {
    const { accountByUsername, followedAt, counts } = this.#prepared;
    const head = this.#prepared.head.get();
    if (!head) throw new Error('the ledger has no head');
    return {
      head,
      account: (username) => {
        const row = accountByUsername.get(username);
        return row && { id: row.id, account: toAccount(row) };
      },
      followedAt: (follower, target) => followedAt.get(follower, target)?.at,
      counts: (account) => counts.get(account) ?? noCounts,
    };
  }

  #write(plan: BatchPlan): void {
    const prepared = this.#prepared;
    // A read that fails badly refuses its own command only, yet SQLite ends the transaction with it:
    // the writes below would then be made durable one by one.
    if (!this.#db.inTransaction) throw new GuanzhuError('store_unavailable');
    this.#faults.pass('before-write');
    for (const { follower, target, before, after } of plan.pairs) {
      if (before !== undefined) {
        prepared.removeFollow.run(follower, target);
        prepared.removeFollower.run(target, before);
      }
      if (after !== undefined) {
        prepared.addFollow.run(follower, target, after);
        prepared.addFollower.run(target, after, follower);
      }
    }
    for (const { follower, target, since, until } of plan.ended) {
      prepared.addEndedFollow.run(follower, target, since, until);
    }
    for (const { account, counts } of plan.counts) {
      prepared.setCounts.run(account, counts.followers, counts.following);
    }
    for (const { position, at, type, follower, target, command } of plan.changes) {
      prepared.addChange.run(
        position,
        at,
        changeTypeCode(type),
        follower,
        target,
        command.roleType,
        this.#deviceId(command.device),
        command.attribution?.searchId ?? null,
        command.attribution?.docId ?? null,
        command.attribution?.query ?? null,
      );
    }
    prepared.moveHead.run(plan.head.position, plan.head.at);
  }

  #deviceId(appId: string | null): number | null {
    if (appId === null) return null;
    return this.#prepared.deviceByAppId.get(appId)?.id ?? null;
  }
}

function prepareAll(db: Database) {
  return {
    begin: prepare(db, statements.begin),
    commit: prepare(db, statements.commit),
    rollback: prepare(db, statements.rollback),
    head: prepare(db, statements.head),
    moveHead: prepare(db, statements.moveHead),
    accountByUsername: prepare(db, statements.accountByUsername),
    addAccount: prepare(db, statements.addAccount),
    addSecret: prepare(db, statements.addSecret),
    addToken: prepare(db, statements.addToken),
    deviceByAppId: prepare(db, statements.deviceByAppId),
    addDevice: prepare(db, statements.addDevice),
    addIdentity: prepare(db, statements.addIdentity),
    followedAt: prepare(db, statements.followedAt),
    addFollow: prepare(db, statements.addFollow),
    removeFollow: prepare(db, statements.removeFollow),
    addFollower: prepare(db, statements.addFollower),
    removeFollower: prepare(db, statements.removeFollower),
    addEndedFollow: prepare(db, statements.addEndedFollow),
    counts: prepare(db, statements.counts),
    setCounts: prepare(db, statements.setCounts),
    addChange: prepare(db, statements.addChange),
  };
}
