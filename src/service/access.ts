import type { Username } from '../domain/account.js';
import type { Actor } from '../domain/actor.js';
import { GuanzhuError } from '../domain/errors.js';
import type { GraphStore } from '../domain/store.js';
import type { Device, Host, Tenant } from '../domain/tenant.js';

/** Which devices a tenant may use, and which identities it may act as through them. */
export class Access {
  readonly #store: GraphStore;

  constructor(store: GraphStore) {
    this.#store = store;
  }

  /** @throws GuanzhuError `device_unknown`, for another tenant's device too. */
  async anyDevice(tenant: Tenant, appId: string): Promise<Device> {
    const device = await this.#store.findDevice(tenant, appId);
    if (!device) throw new GuanzhuError('device_unknown', { appId });
    return device;
  }

  /**
   * A device that can act.
   *
   * @throws GuanzhuError `device_unknown`, `device_offline`.
   */
  async device(tenant: Tenant, appId: string): Promise<Device> {
    const device = await this.anyDevice(tenant, appId);
    if (!device.online) throw new GuanzhuError('device_offline', { appId });
    return device;
  }

  /**
   * Through which device of a tenant an account acts, and as what: one that is online before others,
   * and then a finder identity before any other.
   *
   * @throws GuanzhuError `identity_unknown` when none of the tenant's devices hosts it.
   */
  async host(tenant: Tenant, username: Username): Promise<Host> {
    const rank = ({ online, roleType }: Host) => (online ? 2 : 0) + (roleType === 3 ? 1 : 0);
    const hosts = await this.#store.hostsOf(tenant, username);
    const [best] = hosts.toSorted((a, b) => rank(b) - rank(a));
    if (!best) throw new GuanzhuError('identity_unknown', { myUserName: username });
    return best;
  }

  /** @throws GuanzhuError `device_unknown`, `device_offline`, `identity_unknown`, `role_mismatch`. */
  async actor(tenant: Tenant, { appId, username, roleType }: Actor): Promise<void> {
    const { identities } = await this.device(tenant, appId);
    const own = identities.filter((identity) => identity.username === username);
    if (own.length === 0) throw new GuanzhuError('identity_unknown', { myUserName: username });
    if (!own.some((identity) => identity.roleType === roleType)) {
      throw new GuanzhuError('role_mismatch', { myRoleType: String(roleType) });
    }
  }
}
