import type { Account, Identity, Username } from '../../domain/account.js';
import type { SearchCount } from '../../domain/attribution-report.js';
import type { NewToken } from '../../domain/directory-store.js';
import { GuanzhuError } from '../../domain/errors.js';
import type { RoleType } from '../../domain/identity.js';
import type { Micros } from '../../domain/time.js';
import { accountStateCode } from '../rows.js';
import type { CallbackWriter } from './callback-writer.js';
import { type Database, prepare } from './driver.js';
import { statements } from './statements.js';

/** A write of tokens or devices by the administrator, or of what is counted beside the ledger. */
export type AdminWrite =
  | { readonly kind: 'add-token'; readonly token: NewToken }
  | { readonly kind: 'expire-token'; readonly hash: Uint8Array; readonly at: Micros }
  | { readonly kind: 'suspend-token'; readonly hash: Uint8Array; readonly suspended: boolean }
  | { readonly kind: 'remove-token'; readonly hash: Uint8Array }
  | { readonly kind: 'count-searches'; readonly searches: readonly SearchCount[] }
  | {
      readonly kind: 'add-device';
      readonly appId: string;
      readonly tenant: string;
      readonly identities: readonly Identity[];
    }
  | {
      readonly kind: 'add-identity';
      readonly appId: string;
      readonly username: Username;
      readonly roleType: RoleType;
    }
  | { readonly kind: 'remove-identity'; readonly appId: string; readonly username: Username }
  | { readonly kind: 'remove-device'; readonly appId: string }
  | { readonly kind: 'add-account'; readonly account: Account };

/** Carries out the administrator's writes, each inside a transaction that its caller holds. */
export class AdminWriter {
  readonly #prepared: ReturnType<typeof prepareAll>;
  readonly #callbacks: CallbackWriter;

  constructor(db: Database, callbacks: CallbackWriter) {
    this.#prepared = prepareAll(db);
    this.#callbacks = callbacks;
  }

  /** @throws GuanzhuError the refusal that `DirectoryStore` names; the transaction must then be undone. */
  write(write: Exclude<AdminWrite, { readonly kind: 'add-account' }>): void {
    const prepared = this.#prepared;
    switch (write.kind) {
      case 'add-token': {
        const { hash, tenant, suspended, ...row } = write.token;
        prepared.insertToken.run({
          ...row,
          hash: Buffer.from(hash),
          tenant: tenant.id,
          suspended: suspended ? 1 : 0,
        });
        break;
      }
      case 'expire-token':
        prepared.expireToken.run(write.at, write.hash);
        break;
      case 'suspend-token':
        prepared.suspendToken.run(write.suspended ? 1 : 0, write.hash);
        break;
      case 'count-searches':
        for (const search of write.searches) prepared.countSearches.run(search);
        break;
      case 'remove-token':
        this.#callbacks.set(write.hash, '');
        prepared.deleteToken.run(write.hash);
        break;
      case 'add-device':
        this.#addDevice(write.appId, write.tenant, write.identities);
        break;
      case 'add-identity':
        this.#device(write.appId);
        this.#addIdentity(write.appId, write);
        break;
      case 'remove-identity':
        prepared.removeIdentity.run(this.#device(write.appId), write.username);
        break;
      case 'remove-device': {
        const id = this.#device(write.appId);
        prepared.removeIdentities.run(id);
        prepared.markDeviceDeleted.run(id);
        break;
      }
    }
  }

  #addDevice(appId: string, tenant: string, identities: readonly Identity[]): void {
    const known = this.#prepared.deviceByAppId.get(appId);
    if (known && (known.deleted === 0 || known.tenant !== tenant)) {
      throw new GuanzhuError('device_exists', { appId });
    }
    if (known) this.#prepared.reviveDevice.run(known.id);
    else this.#prepared.addDevice.run(appId, tenant);
    for (const identity of identities) this.#addIdentity(appId, identity);
  }

  #addIdentity(appId: string, { username, roleType }: Identity): void {
    const account = this.#prepared.accountByUsername.get(username);
    if (!account || account.state === accountStateCode('deleted')) {
      throw new GuanzhuError('account_unknown', { username });
    }
    this.#prepared.addIdentity.run({ appId, username, roleType });
  }

  #device(appId: string): number {
    const device = this.#prepared.deviceByAppId.get(appId);
    if (device?.deleted !== 0) throw new GuanzhuError('device_unknown', { appId });
    return device.id;
  }
}

function prepareAll(db: Database) {
  return {
    insertToken: prepare(db, statements.insertToken),
    expireToken: prepare(db, statements.expireToken),
    suspendToken: prepare(db, statements.suspendToken),
    countSearches: prepare(db, statements.countSearches),
    deleteToken: prepare(db, statements.deleteToken),
    deviceByAppId: prepare(db, statements.deviceByAppId),
    addDevice: prepare(db, statements.addDevice),
    reviveDevice: prepare(db, statements.reviveDevice),
    markDeviceDeleted: prepare(db, statements.markDeviceDeleted),
    accountByUsername: prepare(db, statements.accountByUsername),
    addIdentity: prepare(db, statements.addIdentity),
    removeIdentity: prepare(db, statements.removeIdentity),
    removeIdentities: prepare(db, statements.removeIdentities),
  };
}
