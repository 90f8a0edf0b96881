import { type Account, emptyProfile } from '../domain/account.js';
import type { NewFinder, ProfileChanges, ProfileEdit } from '../domain/finder.js';
import type { FollowGraph } from '../domain/graph.js';
import type { GraphStore } from '../domain/store.js';
import type { Tenant } from '../domain/tenant.js';
import type { Access } from './access.js';
import { withoutOwnName } from './changed-profile.js';
import { newUsername } from './new-username.js';
import { checkProfile } from './profile-rules.js';

export interface FinderServiceOptions {
  readonly store: GraphStore;
  readonly access: Access;
  randomise(bytes: Uint8Array): Uint8Array;
}

/** The finder accounts that devices have of their own: made, edited, online or not. */
export class FinderService
  implements Pick<FollowGraph, 'createFinder' | 'updateProfile' | 'setOnline'>
{
  readonly #store: GraphStore;
  readonly #access: Access;
  readonly #randomise: (bytes: Uint8Array) => Uint8Array;

  constructor({ store, access, randomise }: FinderServiceOptions) {
    this.#store = store;
    this.#access = access;
    this.#randomise = randomise;
  }

  async createFinder(tenant: Tenant, { appId, ...given }: NewFinder): Promise<Account> {
    const profile = { ...emptyProfile, ...checkProfile(given) };
    await this.#access.device(tenant, appId);
    const account = { username: newUsername(this.#randomise), profile };
    await this.#store.createFinder(appId, account);
    return account;
  }

  async updateProfile(tenant: Tenant, { changes, ...actor }: ProfileEdit): Promise<void> {
    const checked = checkProfile<ProfileChanges>(
      await withoutOwnName(this.#store, actor.username, changes),
    );
    await this.#access.actor(tenant, actor);
    if (Object.keys(checked).length === 0) return;
    await this.#store.updateProfile(actor.username, checked);
  }

  async setOnline(appId: string, online: boolean): Promise<void> {
    await this.#store.setOnline(appId, online);
  }
}
