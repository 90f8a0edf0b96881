import type { AccountState } from '../../domain/account.js';
import { GuanzhuError } from '../../domain/errors.js';
import type { FollowCommand, FollowResult, KeyedCommands } from '../../domain/follow.js';
import type { Provision } from '../../domain/store.js';
import type { Micros } from '../../domain/time.js';
import { type BatchPlan, writesAnything } from '../batch-plan.js';
import { decideBatch } from '../decide.js';
import { refuseClosed } from '../move/mark.js';
import { accountStateCode, changeCauseCode, changeTypeCode, fromAccount } from '../rows.js';
import { AccountIndex } from './account-index.js';
import { type DirectoryWrite, DirectoryWriter } from './directory-writer.js';
import { type Database, prepare, translate } from './driver.js';
import type { FaultPoints } from './faults.js';
import { KeptResults } from './kept-results.js';
import { LedgerViewReader } from './ledger-view.js';
import { statements } from './statements.js';
import { TotalsWriter } from './totals-writer.js';

/** The one writer of a database file: all writes of an instance happen here, one at a time. */
export class LedgerWriter {
  readonly #db: Database;
  readonly #faults: FaultPoints;
  readonly #prepared: ReturnType<typeof prepareAll>;
  readonly #accountIndex: AccountIndex;
  readonly #directory: DirectoryWriter;
  readonly #view: LedgerViewReader;
  readonly #kept: KeptResults;
  readonly #totals: TotalsWriter;
  #outcomeUnknown: GuanzhuError | undefined;

  constructor(db: Database, faults: FaultPoints) {
    this.#db = db;
    this.#faults = faults;
    this.#prepared = prepareAll(db);
    this.#accountIndex = new AccountIndex(db);
    this.#directory = new DirectoryWriter(db, this.#accountIndex);
    this.#view = new LedgerViewReader(db);
    this.#kept = new KeptResults(db);
    this.#totals = new TotalsWriter(db);
  }

  /** See `GraphStore.apply`. */
  apply(
    commands: readonly FollowCommand[],
    now: Micros,
    keyed: readonly KeyedCommands[] = [],
  ): readonly FollowResult[] {
    return this.#transaction(() => {
      const known = this.#kept.find(keyed, now);
      const plan = decideBatch(this.#view.view(), commands, now, known);
      if (writesAnything(plan)) this.#write(plan);
      this.#kept.keep(keyed, plan.results, known, now);
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
        if (changes === 0) continue;
        const id = Number(lastInsertRowid);
        this.#accountIndex.add(id, account.profile);
        if (account.state) this.#setState(id, account.state);
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

  /** See `GraphStore.probe`. */
  probe(): void {
    this.#transaction(() => this.#prepared.touchHead.run());
  }

  #transaction<T>(work: () => T): T {
    if (this.#outcomeUnknown) throw this.#outcomeUnknown;
    let committed = false;
    try {
      this.#prepared.begin.run();
      refuseClosed(this.#prepared.closed.get());
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
    for (const { follower, target, since, until, cause } of plan.ended) {
      prepared.addEndedFollow.run(follower, target, since, until, changeCauseCode(cause));
    }
    for (const { account, counts } of plan.counts) {
      prepared.setCounts.run(account, counts.followers, counts.following, counts.gained);
    }
    for (const { position, at, type, cause, follower, target, command } of plan.changes) {
      const attribution = cause === 'request' ? command.attribution : null;
      prepared.addChange.run(
        position,
        at,
        changeTypeCode(type),
        follower,
        target,
        command.roleType,
        changeCauseCode(cause),
        this.#deviceId(command.device),
        attribution?.searchId ?? null,
        attribution?.docId ?? null,
        attribution?.query ?? null,
      );
    }
    for (const { first, second, set } of plan.blocks) {
      if (set) prepared.addBlock.run(first, second, plan.head.at);
      else prepared.removeBlock.run(first, second);
    }
    for (const { first, second, set } of plan.hidden) {
      if (set) prepared.addHidden.run(first, second);
      else prepared.removeHidden.run(first, second);
    }
    for (const { account, state } of plan.states) {
      this.#setState(account, state);
    }
    this.#totals.add(plan.changes);
    prepared.moveHead.run(plan.head.position, plan.head.at);
  }

  #setState(account: number, state: AccountState): void {
    this.#prepared.setAccountState.run(accountStateCode(state), account);
    if (state === 'deleted') this.#blank(account);
  }

  /** What a deleted account leaves is its username, which the ledger names. */
  #blank(account: number): void {
    this.#prepared.blankAccount.run(account);
    this.#prepared.removeIdentitiesOf.run(account);
    this.#accountIndex.replace(account, { nickname: '', signature: '' });
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
    closed: prepare(db, statements.closed),
    touchHead: prepare(db, statements.touchHead),
    moveHead: prepare(db, statements.moveHead),
    addAccount: prepare(db, statements.addAccount),
    addSecret: prepare(db, statements.addSecret),
    addToken: prepare(db, statements.addToken),
    deviceByAppId: prepare(db, statements.deviceByAppId),
    addDevice: prepare(db, statements.addDevice),
    addIdentity: prepare(db, statements.addIdentity),
    addFollow: prepare(db, statements.addFollow),
    removeFollow: prepare(db, statements.removeFollow),
    addFollower: prepare(db, statements.addFollower),
    removeFollower: prepare(db, statements.removeFollower),
    addEndedFollow: prepare(db, statements.addEndedFollow),
    setCounts: prepare(db, statements.setCounts),
    addChange: prepare(db, statements.addChange),
    addBlock: prepare(db, statements.addBlock),
    removeBlock: prepare(db, statements.removeBlock),
    addHidden: prepare(db, statements.addHidden),
    removeHidden: prepare(db, statements.removeHidden),
    setAccountState: prepare(db, statements.setAccountState),
    blankAccount: prepare(db, statements.blankAccount),
    removeIdentitiesOf: prepare(db, statements.removeIdentitiesOf),
  };
}
