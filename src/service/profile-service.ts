import type { Identity } from '../domain/account.js';
import type { Actor } from '../domain/actor.js';
import { GuanzhuError } from '../domain/errors.js';
import type { FollowOutcome } from '../domain/follow.js';
import type { FollowGraph } from '../domain/graph.js';
import type { PublicReads } from '../domain/public-reads.js';
import { brokenRule, rules } from '../domain/rule.js';
import type { GraphStore } from '../domain/store.js';
import type { Tenant } from '../domain/tenant.js';
import type { AccountView, DeviceProfile, ViewRequest } from '../domain/view.js';
import type { Access } from './access.js';
import type { CursorSeal } from './cursor-seal.js';
import { mainIdentity } from './main-identity.js';
import { isLink, qrLinkOf, usernameInLink } from './qr-code.js';

export interface ProfileServiceOptions {
  readonly store: GraphStore;
  readonly reads: PublicReads;
  readonly access: Access;
  readonly seal: CursorSeal;
  readonly follows: Pick<FollowGraph, 'setFollow'>;
}

/** What accounts show: to a device, of its own identities, and as a code to scan. */
export class ProfileService
  implements
    Pick<FollowGraph, 'viewAccount' | 'describeDevice' | 'isOnline' | 'qrCode' | 'scanFollow'>
{
  readonly #store: GraphStore;
  readonly #reads: PublicReads;
  readonly #access: Access;
  readonly #seal: CursorSeal;
  readonly #follows: Pick<FollowGraph, 'setFollow'>;

  constructor({ store, reads, access, seal, follows }: ProfileServiceOptions) {
    this.#store = store;
    this.#reads = reads;
    this.#access = access;
    this.#seal = seal;
    this.#follows = follows;
  }

  async viewAccount(tenant: Tenant, { appId, target, cursor }: ViewRequest): Promise<AccountView> {
    const { identities } = await this.#access.device(tenant, appId);
    const context = ['userPage', appId, target];
    if (cursor !== '' && this.#seal.open(context, cursor, 'lastBuffer') === undefined) {
      throw brokenRule('lastBuffer', rules.cursor, cursor);
    }
    const viewer = mainIdentity(identities)?.username;
    const [account, followedAt, friends] = await Promise.all([
      this.#reads.findAccount(target),
      viewer === undefined ? undefined : this.#reads.followedAt(viewer, target),
      viewer === undefined ? 0 : this.#reads.countFriends(viewer, target),
    ]);
    if (!account) throw new GuanzhuError('target_unknown', { toUserName: target });
    return {
      account,
      following: followedAt !== undefined || viewer === target,
      followedAt: followedAt ?? null,
      friends,
      cursor: this.#seal.close(context, ''),
    };
  }

  async describeDevice(tenant: Tenant, appId: string): Promise<DeviceProfile> {
    const { identities } = await this.#access.device(tenant, appId);
    const described = await Promise.all(identities.map((identity) => this.#describe(identity)));
    return { identities: described, main: mainIdentity(identities) };
  }

  async isOnline(tenant: Tenant, appId: string): Promise<boolean> {
    const { online } = await this.#access.anyDevice(tenant, appId);
    return online;
  }

  async qrCode(tenant: Tenant, actor: Actor): Promise<string> {
    await this.#access.actor(tenant, actor);
    return qrLinkOf(actor.username);
  }

  async scanFollow(tenant: Tenant, actor: Actor, content: string): Promise<FollowOutcome> {
    // Before the content is looked into: who may not act learns nothing from it.
    await this.#access.actor(tenant, actor);
    const { appId, username: follower, roleType } = actor;
    const target = isLink(content) ? await this.#accountInLink(content) : content;
    return this.#follows.setFollow(tenant, {
      op: 'follow',
      appId,
      follower,
      roleType,
      target,
      searchInfo: null,
    });
  }

  /** A link that names no account of this graph was made elsewhere. */
  async #accountInLink(link: string): Promise<string> {
    const username = usernameInLink(link);
    const account = username === undefined ? undefined : await this.#store.findAccount(username);
    if (!account) throw new GuanzhuError('qr_code_unknown');
    return account.username;
  }

  async #describe(identity: Identity): Promise<DeviceProfile['identities'][number]> {
    const account = await this.#store.findAccount(identity.username);
    if (!account) throw new Error('an identity without its account');
    return { ...identity, account };
  }
}
