import type { Profile, Username } from './account.js';
import type { AccountAt } from './follow-reads.js';
import type { RoleType } from './identity.js';
import type { Device, Tenant } from './tenant.js';
import type { Micros } from './time.js';
import type { Cursor } from './view.js';

/** A token as it is told of: never the token itself. */
export interface TokenInfo {
  /** Names the token: the first 16 hexadecimal digits of its SHA-256. */
  readonly id: string;
  readonly tenant: Tenant;
  /** What its owner calls it; `''` for nothing. */
  readonly label: string;
  readonly lastFour: string;
  /** Wall clock; 0 for one that came with the demo. */
  readonly createdAt: Micros;
  /** When it stops to work; null for never. */
  readonly expiresAt: Micros | null;
  /** Whether it is refused until it is taken up again. */
  readonly suspended: boolean;
}

/**
 * What is odd about the tenant of something that was made all the same: no usable token opens it, or it
 * is a new one that only case, width or blanks tell from one that there is.
 */
export type TenantWarning =
  | { readonly code: 'tenant_without_token'; readonly tenant: Tenant }
  | { readonly code: 'tenant_alike'; readonly tenant: Tenant; readonly like: Tenant };

/** A token that was just made: the only time that it can be read. */
export interface MadeToken extends TokenInfo {
  readonly token: string;
  readonly warnings: readonly TenantWarning[];
}

export interface OwnedDevice extends Device {
  readonly tenant: Tenant;
}

export interface MadeDevice extends OwnedDevice {
  readonly warnings: readonly TenantWarning[];
}

export interface PageRequest {
  /** The page's size, 1 or more. */
  readonly limit: number;
  readonly cursor: Cursor;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins; `''` after the last. */
  readonly nextCursor: Cursor;
}

/** A profile as the administrator gives it; absent members are empty. */
export interface NewAccount extends Partial<Profile> {
  /** Absent: one is made. */
  readonly username?: Username;
  readonly nickname: string;
}

/**
 * The instance's tokens, devices and accounts: for the administrator. Every write holds from the next
 * call on. Lists are in the order of a key and page as `Cursor` says; `parameter_invalid` for a cursor
 * that no page of the list gave.
 */
export interface Directory {
  /** Makes a token: for a tenant, or for a new one. */
  createToken(wanted: { readonly tenant?: Tenant; readonly label: string }): Promise<MadeToken>;
  listTokens(page: PageRequest): Promise<Page<TokenInfo>>;
  /**
   * Makes a token of the same tenant and label; the old one works for `overlap` seconds more.
   *
   * @throws GuanzhuError `token_unknown`.
   */
  rotateToken(id: string, overlap: number): Promise<MadeToken>;
  /**
   * Refuses a token from now on, as if it were unknown, or takes it up again. Idempotent.
   *
   * @throws GuanzhuError `token_unknown`.
   */
  suspendToken(id: string, suspended: boolean): Promise<void>;
  /**
   * Ends a token at once, and its callback.
   *
   * @throws GuanzhuError `token_unknown`.
   */
  deleteToken(id: string): Promise<void>;

  /**
   * Adds a device. A deleted one of the same tenant comes back, with these identities.
   *
   * @throws GuanzhuError `device_exists`, for a deleted one of another tenant too; `account_unknown`.
   */
  createDevice(device: {
    readonly appId?: string;
    readonly tenant: Tenant;
    readonly identities: readonly { readonly username: Username; readonly roleType: RoleType }[];
  }): Promise<MadeDevice>;
  listDevices(page: PageRequest): Promise<Page<OwnedDevice>>;
  /** @throws GuanzhuError `device_unknown`. */
  getDevice(appId: string): Promise<OwnedDevice>;
  /**
   * Lets a device act as an account. Idempotent.
   *
   * @throws GuanzhuError `device_unknown`, `account_unknown`.
   */
  addIdentity(appId: string, username: Username, roleType: RoleType): Promise<OwnedDevice>;
  /**
   * Ends that a device acts as an account, in every role. Idempotent.
   *
   * @throws GuanzhuError `device_unknown`.
   */
  removeIdentity(appId: string, username: Username): Promise<OwnedDevice>;
  /** @throws GuanzhuError `device_unknown`. */
  deleteDevice(appId: string): Promise<void>;

  /**
   * Adds an account.
   *
   * @throws GuanzhuError `parameter_invalid` for a profile that breaks a limit; `account_exists`;
   *   `name_taken`.
   */
  createAccount(account: NewAccount): Promise<AccountAt>;
  /** Accounts in the byte order of their usernames, deleted ones too. */
  listAccounts(page: PageRequest): Promise<Page<Pick<AccountAt, 'account' | 'state'>>>;
  /** Accounts that are not deleted and that a text finds, as `GraphStore.searchAccounts` has it. */
  findAccounts(
    text: string,
    page: PageRequest,
  ): Promise<Page<Pick<AccountAt, 'account' | 'state'>>>;
  /**
   * Edits a profile; absent members stay.
   *
   * @throws GuanzhuError `account_unknown`, `account_deleted`; as `createAccount`.
   */
  editAccount(username: Username, changes: Partial<Profile>): Promise<AccountAt>;
}
