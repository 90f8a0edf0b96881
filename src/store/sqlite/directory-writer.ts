import type { Account, Profile, Username } from '../../domain/account.js';
import { GuanzhuError } from '../../domain/errors.js';
import { nameKeys } from '../../text/name-keys.js';
import { fromAccount, toAccount } from '../rows.js';
import type { AccountIndex } from './account-index.js';
import { type AdminWrite, AdminWriter } from './admin-writer.js';
import { type CallbackWrite, CallbackWriter } from './callback-writer.js';
import { type Database, prepare } from './driver.js';
import { statements } from './statements.js';
import { type WebhookWrite, WebhookWriter } from './webhook-writer.js';

/** A write of accounts, devices, callbacks or webhooks: all that an instance keeps beside its follows. */
export type DirectoryWrite =
  | { readonly kind: 'create-finder'; readonly appId: string; readonly account: Account }
  | {
      readonly kind: 'update-profile';
      readonly username: Username;
      readonly changes: Partial<Profile>;
    }
  | AdminWrite
  | WebhookWrite
  | { readonly kind: 'set-online'; readonly appId: string; readonly online: boolean }
  | CallbackWrite;

/** Carries out directory writes, each inside a transaction that its caller holds. */
export class DirectoryWriter {
  readonly #prepared: ReturnType<typeof prepareAll>;
  readonly #index: AccountIndex;
  readonly #admin: AdminWriter;
  readonly #webhooks: WebhookWriter;
  readonly #callbacks: CallbackWriter;

  constructor(db: Database, index: AccountIndex) {
    this.#prepared = prepareAll(db);
    this.#index = index;
    this.#callbacks = new CallbackWriter(db);
    this.#admin = new AdminWriter(db, this.#callbacks);
    this.#webhooks = new WebhookWriter(db);
  }

  /** @throws GuanzhuError the refusal that `GraphStore` names; the transaction must then be undone. */
  write(write: DirectoryWrite): void {
    switch (write.kind) {
      case 'create-finder':
        this.#createFinder(write.appId, write.account);
        break;
      case 'update-profile':
        this.#updateProfile(write.username, write.changes);
        break;
      case 'set-online': {
        const { changes } = this.#prepared.setOnline.run(write.online ? 1 : 0, write.appId);
        if (changes === 0) throw new GuanzhuError('device_unknown', { appId: write.appId });
        break;
      }
      case 'set-callback':
      case 'note-callback':
        this.#callbacks.write(write);
        break;
      case 'add-account':
        this.#addAccount(write.account);
        break;
      case 'add-webhook':
      case 'edit-webhook':
      case 'remove-webhook':
        this.#webhooks.write(write);
        break;
      default:
        this.#admin.write(write);
    }
  }

  #createFinder(appId: string, account: Account): void {
    const device = this.#prepared.deviceByAppId.get(appId);
    if (device?.deleted !== 0) throw new GuanzhuError('device_unknown', { appId });
    const hosted = this.#prepared.identitiesOfDevice.all(device.id);
    if (hosted.some(({ roleType }) => roleType === 3)) throw new GuanzhuError('finder_exists');
    this.#addAccount(account);
    this.#prepared.addIdentity.run({ appId, username: account.username, roleType: 3 });
  }

  #addAccount(account: Account): void {
    const { username } = account;
    if (this.#prepared.accountByUsername.get(username)) {
      throw new GuanzhuError('account_exists', { username });
    }
    this.#refuseTakenName(account);
    const { lastInsertRowid } = this.#prepared.addAccount.run(fromAccount(account));
    this.#index.add(Number(lastInsertRowid), account.profile);
  }

  #updateProfile(username: Username, changes: Partial<Profile>): void {
    const row = this.#prepared.accountByUsername.get(username);
    if (!row) throw new GuanzhuError('identity_unknown', { myUserName: username });
    const { profile } = toAccount(row);
    const account = { username, profile: { ...profile, ...changes } };
    if (account.profile.nickname !== profile.nickname) this.#refuseTakenName(account);
    this.#prepared.updateAccount.run(fromAccount(account));
    this.#index.replace(row.id, account.profile);
  }

  #refuseTakenName({ username, profile }: Account): void {
    const keys = nameKeys(profile.nickname);
    if (this.#prepared.otherWithName.get({ ...keys, username }))
      throw new GuanzhuError('name_taken');
  }
}

function prepareAll(db: Database) {
  return {
    accountByUsername: prepare(db, statements.accountByUsername),
    otherWithName: prepare(db, statements.otherWithName),
    addAccount: prepare(db, statements.addAccount),
    updateAccount: prepare(db, statements.updateAccount),
    deviceByAppId: prepare(db, statements.deviceByAppId),
    identitiesOfDevice: prepare(db, statements.identitiesOfDevice),
    addIdentity: prepare(db, statements.addIdentity),
    setOnline: prepare(db, statements.setOnline),
  };
}
