import type { Account, AddedAccount, Identity, Profile, Username } from '../../domain/account.js';
import type { SearchCount } from '../../domain/attribution-report.js';
import type { NewToken } from '../../domain/directory-store.js';
import { GuanzhuError } from '../../domain/errors.js';
import type { RoleType } from '../../domain/identity.js';
import type { Provision } from '../../domain/store.js';
import type { Tenant } from '../../domain/tenant.js';
import type { Micros } from '../../domain/time.js';
import type { AccountAdmission } from '../../domain/transfer-store.js';
import { bucketOf, noAccount } from '../bucket.js';
import { accountStateCode } from '../rows.js';
import {
  addAccounts,
  addNamedAccount,
  decideAdmissions,
  findAccountRow,
  updateProfile,
} from './account-writer.js';
import type { Pool } from './pool.js';
import { statements } from './statements.js';
import type { Transaction, Transactions } from './transactions.js';

/**
 * The writes of `GraphStore` that are not the ledger's. They hold the ledger's head meanwhile, which
 * tells whether anything may be written. Leases, and how far who holds one has come, go beside it: a
 * database that is closed gives no lease.
 */
export class DirectoryWriter {
  readonly #transactions: Transactions;
  readonly #pool: Pool;

  constructor(transactions: Transactions, pool: Pool) {
    this.#transactions = transactions;
    this.#pool = pool;
  }

  provision(rows: Provision): Promise<void> {
    return this.#transactions.run(async (transaction) => {
      const { db, head } = transaction;
      for (const { name, value } of rows.secrets ?? []) {
        transaction.write(statements.addSecret, noAccount, name, Buffer.from(value));
      }
      for (const { hash, tenant } of rows.tokens ?? []) {
        transaction.write(statements.addToken, noAccount, Buffer.from(hash), tenant.id);
      }
      const added = await addAccounts(transaction, rows.accounts ?? []);
      const wanted = new Map((rows.devices ?? []).toReversed().map((row) => [row.appId, row]));
      if (wanted.size === 0) return;
      const known = await db.all(statements.deviceIds, noAccount, [...wanted.keys()]);
      // A device that exists may be another tenant's: its identities stay as they are as well.
      for (const { appId } of known) wanted.delete(appId);
      const devices = [...wanted.values()].toReversed();
      if (devices.length === 0) return;
      const { devices: last } = await head;
      const ids = devices.map((_, index) => last + index + 1);
      transaction.write(
        statements.addDevices,
        noAccount,
        ids,
        devices.map(({ appId }) => appId),
        devices.map(({ tenant }) => tenant.id),
      );
      transaction.write(statements.numberDevices, noAccount, last + devices.length);
      const identities = devices.flatMap((device, index) =>
        device.identities.map((identity) => ({ device: ids[index] ?? 0, ...identity })),
      );
      const names = identities.map(({ username }) => username).filter((name) => !added.has(name));
      const others = await db.all(statements.accountIds, names.map(bucketOf), names);
      const accounts = new Map([...added, ...others.map((row) => [row.username, row.id] as const)]);
      addIdentities(
        transaction,
        identities.flatMap((identity) => {
          const account = accounts.get(identity.username);
          return account === undefined ? [] : [{ ...identity, account }];
        }),
      );
    });
  }

  /** See `TransferStore.importAccounts`. */
  importAccounts(
    accounts: readonly AddedAccount[],
    { freeNames, dryRun }: { readonly freeNames: boolean; readonly dryRun: boolean },
  ): Promise<readonly AccountAdmission[]> {
    if (dryRun) return this.#pool.use((db) => decideAdmissions(db, accounts, freeNames));
    return this.#transactions.run(async (transaction) => {
      await transaction.head;
      const admissions = await decideAdmissions(transaction.db, accounts, freeNames);
      const added = accounts.filter((_, index) => admissions[index] === 'added');
      await addAccounts(transaction, added);
      return admissions;
    });
  }

  createFinder(appId: string, account: Account): Promise<void> {
    return this.#transactions.run(async (transaction) => {
      const device = await deviceOf(transaction, appId);
      const hosted = await transaction.db.all(statements.identitiesOfDevice, noAccount, device);
      if (hosted.some(({ roleType }) => roleType === 3)) throw new GuanzhuError('finder_exists');
      const id = await addNamedAccount(transaction, account);
      addIdentities(transaction, [
        { device, account: id, username: account.username, roleType: 3 },
      ]);
    });
  }

  addAccount(account: Account): Promise<void> {
    return this.#transactions.run(async (transaction) => {
      await transaction.head;
      await addNamedAccount(transaction, account);
    });
  }

  updateProfile(username: Username, changes: Partial<Profile>): Promise<void> {
    return this.#transactions.run((transaction) => updateProfile(transaction, username, changes));
  }

  addDevice(device: {
    readonly appId: string;
    readonly tenant: Tenant;
    readonly identities: readonly Identity[];
  }): Promise<void> {
    return this.#transactions.run(async (transaction) => {
      const { appId, tenant, identities } = device;
      const { devices: last } = await transaction.head;
      const known = await transaction.db.get(statements.deviceByAppId, noAccount, appId);
      if (known && (known.deleted === 0 || known.tenant !== tenant.id)) {
        throw new GuanzhuError('device_exists', { appId });
      }
      const id = known?.id ?? last + 1;
      if (known) transaction.write(statements.reviveDevice, noAccount, id);
      else {
        transaction.write(statements.addDevices, noAccount, [id], [appId], [tenant.id]);
        transaction.write(statements.numberDevices, noAccount, id);
      }
      for (const identity of identities) await addIdentity(transaction, id, identity);
    });
  }

  addIdentity(appId: string, username: Username, roleType: RoleType): Promise<void> {
    return this.#transactions.run(async (transaction) => {
      const device = await deviceOf(transaction, appId);
      await addIdentity(transaction, device, { username, roleType });
    });
  }

  removeIdentity(appId: string, username: Username): Promise<void> {
    return this.#transactions.run(async (transaction) => {
      const device = await deviceOf(transaction, appId);
      transaction.write(statements.removeIdentity, noAccount, device, username);
    });
  }

  removeDevice(appId: string): Promise<void> {
    return this.#transactions.run(async (transaction) => {
      const device = await deviceOf(transaction, appId);
      transaction.write(statements.removeIdentities, noAccount, device);
      transaction.write(statements.markDeviceDeleted, noAccount, device);
    });
  }

  addToken({ hash, tenant, label, lastFour, createdAt, expiresAt }: NewToken): Promise<void> {
    return this.#transactions.run(async (transaction) => {
      const row = [Buffer.from(hash), tenant.id, label, lastFour, createdAt, expiresAt] as const;
      transaction.write(statements.insertToken, noAccount, ...row);
    });
  }

  removeToken(hash: Uint8Array): Promise<void> {
    return this.#transactions.run(async (transaction) => {
      transaction.write(statements.removeCallback, noAccount, Buffer.from(hash));
      transaction.write(statements.forgetOtherAddress, noAccount, Buffer.from(hash), '');
      transaction.write(statements.deleteToken, noAccount, Buffer.from(hash));
    });
  }

  countSearches(searches: readonly SearchCount[]): Promise<void> {
    return this.#transactions.run(async (transaction) => {
      transaction.write(
        statements.countSearches,
        noAccount,
        searches.map(({ minute }) => minute),
        searches.map(({ appId }) => appId),
        searches.map(({ query }) => query),
        searches.map(({ count }) => count),
      );
    });
  }

  suspendToken(hash: Uint8Array, suspended: boolean): Promise<void> {
    return this.#transactions.run(async (transaction) => {
      transaction.write(statements.suspendToken, noAccount, Buffer.from(hash), suspended ? 1 : 0);
    });
  }

  expireToken(hash: Uint8Array, at: Micros): Promise<void> {
    return this.#transactions.run(async (transaction) => {
      transaction.write(statements.expireToken, noAccount, Buffer.from(hash), at);
    });
  }

  setOnline(appId: string, online: boolean): Promise<void> {
    return this.#transactions.run(async (transaction) => {
      await deviceOf(transaction, appId);
      transaction.write(statements.setOnline, noAccount, appId, online ? 1 : 0);
    });
  }

  async takeLease(
    name: string,
    holder: string,
    now: Micros,
    until: Micros,
  ): Promise<'held' | 'refused'> {
    const [written, head] = await this.#pool.use((db) =>
      Promise.all([
        db.run(statements.takeLease, noAccount, name, holder, until, now),
        db.get(statements.head, noAccount),
      ]),
    );
    // Every process asks twice a second, whether it sends anything or not.
    this.#transactions.ledger.checkPrimary(head);
    return written > 0 ? 'held' : 'refused';
  }

  async leaveLease(name: string, holder: string): Promise<void> {
    await this.#pool.use((db) => db.run(statements.leaveLease, noAccount, name, holder));
  }
}

interface NewIdentity extends Identity {
  readonly device: number;
  readonly account: number;
}

function addIdentities(transaction: Transaction, rows: readonly NewIdentity[]): void {
  if (rows.length === 0) return;
  transaction.write(
    statements.addIdentities,
    noAccount,
    rows.map(({ device }) => device),
    rows.map(({ account }) => account),
    rows.map(({ username }) => username),
    rows.map(({ roleType }) => roleType),
  );
}

/** @throws GuanzhuError `account_unknown`. */
async function addIdentity(
  transaction: Transaction,
  device: number,
  { username, roleType }: Identity,
): Promise<void> {
  const account = await findAccountRow(transaction, username);
  if (!account || account.state === accountStateCode('deleted')) {
    throw new GuanzhuError('account_unknown', { username });
  }
  addIdentities(transaction, [{ device, account: account.id, username, roleType }]);
}

/** @throws GuanzhuError `device_unknown`. */
async function deviceOf({ db, head }: Transaction, appId: string): Promise<number> {
  await head;
  const device = await db.get(statements.deviceByAppId, noAccount, appId);
  if (device?.deleted !== 0) throw new GuanzhuError('device_unknown', { appId });
  return device.id;
}
