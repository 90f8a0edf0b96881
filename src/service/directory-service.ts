import { emptyProfile, type Profile, type Username } from '../domain/account.js';
import type {
  Directory,
  MadeToken,
  NewAccount,
  OwnedDevice,
  Page,
  PageRequest,
  TenantWarning,
  TokenInfo,
} from '../domain/directory.js';
import type { KnownTenant } from '../domain/directory-store.js';
import { GuanzhuError } from '../domain/errors.js';
import type { AccountAt } from '../domain/follow-reads.js';
import type { RoleType } from '../domain/identity.js';
import { brokenRule, rules } from '../domain/rule.js';
import type { GraphStore } from '../domain/store.js';
import type { Tenant } from '../domain/tenant.js';
import type { Clock } from '../domain/time.js';
import { tokenIdOf } from '../domain/token.js';
import { nameKeys } from '../text/name-keys.js';
import { withoutOwnName } from './changed-profile.js';
import type { CursorSeal } from './cursor-seal.js';
import { knownAccount } from './known-account.js';
import { newUsername } from './new-username.js';
import { checkGivenProfile } from './profile-rules.js';
import { readPage } from './sealed-page.js';
import { hashToken } from './token-hash.js';

export interface DirectoryServiceOptions {
  readonly store: GraphStore;
  readonly seal: CursorSeal;
  readonly clock: Clock;
  randomise(bytes: Uint8Array): Uint8Array;
  /** Takes up that a token has ended, with what was sent on its behalf. */
  tokenEnded(hash: Uint8Array): Promise<void>;
}

const secondsToMicros = 1_000_000;

/** Tokens, devices and accounts, for the administrator. */
export class DirectoryService implements Directory {
  readonly #options: DirectoryServiceOptions;

  constructor(options: DirectoryServiceOptions) {
    this.#options = options;
  }

  async createToken(wanted: { readonly tenant?: Tenant; readonly label: string }) {
    if (!wanted.tenant) {
      const tenant = { id: `tenant_${this.#random(8).toString('hex')}` };
      return { ...(await this.#makeToken(tenant, wanted.label)), warnings: [] };
    }
    const known = await this.#tenants();
    const warnings = warningsOfAlike(wanted.tenant, known);
    return { ...(await this.#makeToken(wanted.tenant, wanted.label)), warnings };
  }

  listTokens(page: PageRequest): Promise<Page<TokenInfo>> {
    const { store } = this.#options;
    return readPage(
      this.#options.seal,
      ['tokens'],
      page,
      (after, limit) => store.listTokens(after, limit),
      (t) => t.id,
    );
  }

  async rotateToken(id: string, overlap: number): Promise<MadeToken> {
    const { store, clock } = this.#options;
    const hash = await this.#tokenHash(id);
    const old = await store.findToken(hash);
    if (!old) throw new GuanzhuError('token_unknown', { id });
    const made = await this.#makeToken(old.tenant, old.label ?? '');
    const end = clock.now() + overlap * secondsToMicros;
    // Rotating twice must not lengthen the life of the first token.
    await store.expireToken(hash, Math.min(end, old.expiresAt ?? end));
    return { ...made, warnings: [] };
  }

  async suspendToken(id: string, suspended: boolean): Promise<void> {
    await this.#options.store.suspendToken(await this.#tokenHash(id), suspended);
  }

  async deleteToken(id: string): Promise<void> {
    const hash = await this.#tokenHash(id);
    await this.#options.store.removeToken(hash);
    await this.#options.tokenEnded(hash);
  }

  async createDevice({ appId, tenant, identities }: Parameters<Directory['createDevice']>[0]) {
    const name = appId ?? `wx_${this.#random(16).toString('base64url').slice(0, 21)}`;
    const known = await this.#tenants();
    await this.#options.store.addDevice({ appId: name, tenant, identities });
    const isOpen = known.some((each) => each.isOpen && each.tenant.id === tenant.id);
    const warnings: TenantWarning[] = isOpen ? [] : [{ code: 'tenant_without_token', tenant }];
    warnings.push(...warningsOfAlike(tenant, known));
    return { ...(await this.getDevice(name)), warnings };
  }

  listDevices(page: PageRequest): Promise<Page<OwnedDevice>> {
    const { store } = this.#options;
    return readPage(
      this.#options.seal,
      ['devices'],
      page,
      (after, n) => store.listDevices(after, n),
      (d) => d.appId,
    );
  }

  async getDevice(appId: string): Promise<OwnedDevice> {
    const device = await this.#options.store.findAnyDevice(appId);
    if (!device) throw new GuanzhuError('device_unknown', { appId });
    return device;
  }

  async addIdentity(appId: string, username: Username, roleType: RoleType): Promise<OwnedDevice> {
    await this.#options.store.addIdentity(appId, username, roleType);
    return this.getDevice(appId);
  }

  async removeIdentity(appId: string, username: Username): Promise<OwnedDevice> {
    await this.#options.store.removeIdentity(appId, username);
    return this.getDevice(appId);
  }

  async deleteDevice(appId: string): Promise<void> {
    await this.#options.store.removeDevice(appId);
  }

  async createAccount({ username, ...given }: NewAccount): Promise<AccountAt> {
    const name = username ?? newUsername(this.#options.randomise);
    const profile = { ...emptyProfile, ...checkGivenProfile(given) };
    await this.#options.store.addAccount({ username: name, profile });
    return knownAccount(this.#options.store, name);
  }

  listAccounts(page: PageRequest): Promise<Page<Pick<AccountAt, 'account' | 'state'>>> {
    const { store, seal } = this.#options;
    const read = (after: string | undefined, limit: number) => store.exportAccounts(after, limit);
    return readPage(seal, ['accounts'], page, read, ({ account }) => account.username);
  }

  async findAccounts(text: string, { limit, cursor }: PageRequest) {
    const { store, seal } = this.#options;
    const context = ['found-accounts', text];
    const after = cursor === '' ? undefined : seal.open(context, cursor);
    if (cursor !== '' && after === undefined) {
      throw brokenRule('cursor', rules.cursor, cursor);
    }
    const { accounts, next } = await store.searchAccounts({
      text,
      scope: 'all',
      order: 'relevance',
      limit,
      ...(after !== undefined && { after }),
    });
    const items = await Promise.all(accounts.map(({ username }) => knownAccount(store, username)));
    return { items, nextCursor: next === null ? '' : seal.close(context, next) };
  }

  async editAccount(username: Username, changes: Partial<Profile>): Promise<AccountAt> {
    const { state } = await knownAccount(this.#options.store, username);
    if (state === 'deleted') throw new GuanzhuError('account_deleted', { username });
    const valid = checkGivenProfile(await withoutOwnName(this.#options.store, username, changes));
    if (Object.keys(valid).length > 0) await this.#options.store.updateProfile(username, valid);
    return knownAccount(this.#options.store, username);
  }

  #tenants(): Promise<readonly KnownTenant[]> {
    const { store, clock } = this.#options;
    return store.tenants(clock.now());
  }

  async #makeToken(tenant: Tenant, label: string): Promise<Omit<MadeToken, 'warnings'>> {
    const { store, clock } = this.#options;
    const token = this.#random(16).toString('hex');
    const hash = hashToken(token);
    const info = {
      tenant,
      label,
      lastFour: token.slice(-4),
      createdAt: clock.now(),
      expiresAt: null,
      suspended: false,
    };
    await store.addToken({ ...info, hash });
    return { ...info, token, id: tokenIdOf(hash) };
  }

  async #tokenHash(id: string): Promise<Uint8Array> {
    const hash = await this.#options.store.findTokenHash(id);
    if (!hash) throw new GuanzhuError('token_unknown', { id });
    return hash;
  }

  #random(bytes: number): Buffer {
    return Buffer.from(this.#options.randomise(new Uint8Array(bytes)));
  }
}

/** Whether a tenant that nothing names so far is named nearly as one that there is. */
function warningsOfAlike(tenant: Tenant, known: readonly KnownTenant[]): readonly TenantWarning[] {
  if (known.some((each) => each.tenant.id === tenant.id)) return [];
  const key = tenantKey(tenant);
  const like = known.find((each) => tenantKey(each.tenant) === key)?.tenant;
  return like ? [{ code: 'tenant_alike', tenant, like }] : [];
}

/** What two tenants share when a reader would take them for the same. */
const tenantKey = ({ id }: Tenant) => nameKeys(id).letters.replace(/\s/gu, '');
