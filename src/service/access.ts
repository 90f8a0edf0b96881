import type { Identity, Username } from '../domain/account.js';
import { GuanzhuError } from '../domain/errors.js';
import type { RoleType } from '../domain/identity.js';
import type { GraphStore } from '../domain/store.js';
import type { Tenant } from '../domain/tenant.js';

/** Who a request says it acts as. */
export interface Actor {
  readonly appId: string;
  readonly username: Username;
  readonly roleType: RoleType;
}

/** Which devices a tenant may use, and which identities it may act as through them. */
export class Access {
  readonly #store: GraphStore;

  constructor(store: GraphStore) {
    this.#store = store;
  }

  /** @throws GuanzhuError `device_unknown`, for another tenant's device too. */
  async device(tenant: Tenant, appId: string): Promise<readonly Identity[]> {
    const identities = await this.#store.findIdentities(tenant, appId);
    if (!identities) throw new GuanzhuError('device_unknown', { appId });
    return identities;
  }

  /** @throws GuanzhuError `device_unknown`, `identity_unknown`, `role_mismatch`. */
  async actor(tenant: Tenant, { appId, username, roleType }: Actor): Promise<void> {
    const identities = await this.device(tenant, appId);
    const own = identities.filter((identity) => identity.username === username);
    if (own.length === 0) throw new GuanzhuError('identity_unknown', { myUserName: username });
    if (!own.some((identity) => identity.roleType === roleType)) {
      throw new GuanzhuError('role_mismatch', { myRoleType: String(roleType) });
    }
  }
}
