import type { Account, Identity, Username } from './account.js';
import type { OwnedDevice, TokenInfo } from './directory.js';
import type { RoleType } from './identity.js';
import type { Tenant } from './tenant.js';
import type { Micros } from './time.js';

export interface NewToken extends Omit<TokenInfo, 'id'> {
  readonly hash: Uint8Array;
}

/** A tenant that a token or a device names. */
export interface KnownTenant {
  readonly tenant: Tenant;
  /** Whether a token opens it that is neither suspended nor expired. */
  readonly isOpen: boolean;
}

/** The part of the storage port that an administrator's calls need. Writes are durable on resolving. */
export interface DirectoryStore {
  addToken(token: NewToken): Promise<void>;
  /** Tokens in the order of their ids. */
  listTokens(after: string | undefined, limit: number): Promise<readonly TokenInfo[]>;
  /** Every tenant there is, in no order. @param now wall clock. */
  tenants(now: Micros): Promise<readonly KnownTenant[]>;
  /** The hash of the token with that id. */
  findTokenHash(id: string): Promise<Uint8Array | undefined>;
  expireToken(hash: Uint8Array, at: Micros): Promise<void>;
  suspendToken(hash: Uint8Array, suspended: boolean): Promise<void>;
  /** Removes a token and its callback; without such a token it does nothing. */
  removeToken(hash: Uint8Array): Promise<void>;

  /** @throws GuanzhuError `device_exists`, `account_unknown`. Nothing is written then. */
  addDevice(device: {
    readonly appId: string;
    readonly tenant: Tenant;
    readonly identities: readonly Identity[];
  }): Promise<void>;
  /** Devices that are not deleted, in the order of their appIds. */
  listDevices(after: string | undefined, limit: number): Promise<readonly OwnedDevice[]>;
  /** A device of any tenant. */
  findAnyDevice(appId: string): Promise<OwnedDevice | undefined>;
  /** @throws GuanzhuError `device_unknown`, `account_unknown`. */
  addIdentity(appId: string, username: Username, roleType: RoleType): Promise<void>;
  /** @throws GuanzhuError `device_unknown`. */
  removeIdentity(appId: string, username: Username): Promise<void>;
  /** Marks a device as deleted and ends its identities. @throws GuanzhuError `device_unknown`. */
  removeDevice(appId: string): Promise<void>;

  /** @throws GuanzhuError `account_exists`, `name_taken`. Nothing is written then. */
  addAccount(account: Account): Promise<void>;
}
