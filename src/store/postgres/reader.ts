import type { Account, Counts, Username } from '../../domain/account.js';
import type { HostedAccount } from '../../domain/callback.js';
import type { FollowRow } from '../../domain/follow.js';
import type { FollowPage, TokenRecord } from '../../domain/store.js';
import type { Device, Host, Tenant } from '../../domain/tenant.js';
import type { Micros } from '../../domain/time.js';
import { bucketOf, bucketOfId, noAccount } from '../bucket.js';
import { accountStateCode, toAccount } from '../rows.js';
import { usernamesById } from './accounts-by-id.js';
import type { ReadPool } from './pool.js';
import { statements } from './statements.js';

/** The reads of `GraphStore` that one statement answers. */
export class Reader {
  readonly #pool: ReadPool;

  constructor(pool: ReadPool) {
    this.#pool = pool;
  }

  isEmpty(): Promise<boolean> {
    return this.#pool.use(async (db) => (await db.get(statements.anyAccount)) === undefined);
  }

  findSecret(name: string): Promise<Uint8Array | undefined> {
    return this.#pool.use(async (db) => (await db.get(statements.secret, noAccount, name))?.value);
  }

  findToken(hash: Uint8Array): Promise<TokenRecord | undefined> {
    return this.#pool.use(async (db) => {
      const row = await db.get(statements.tokenByHash, noAccount, Buffer.from(hash));
      return row && { ...row, tenant: { id: row.tenant }, suspended: row.suspended !== 0 };
    });
  }

  findDevice(tenant: Tenant, appId: string): Promise<Device | undefined> {
    return this.#pool.use(async (db) => {
      const rows = await db.all(statements.deviceWithIdentities, noAccount, appId);
      const [device] = rows;
      if (device?.tenant !== tenant.id) return undefined;
      const identities = rows.flatMap(({ username, roleType }) =>
        username === null || roleType === null ? [] : [{ username, roleType }],
      );
      return { appId, online: device.online !== 0, identities };
    });
  }

  hostsOf(tenant: Tenant, username: Username): Promise<readonly Host[]> {
    return this.#pool.use(async (db) => {
      const id = (await db.get(statements.accountId, bucketOf(username), username))?.id;
      if (id === undefined) return [];
      const rows = await db.all(statements.hostsOfAccount, noAccount, id, tenant.id);
      return rows.map((row) => ({ ...row, online: row.online !== 0 }));
    });
  }

  hostedBy(tenant: Tenant): Promise<readonly HostedAccount[]> {
    return this.#pool.use((db) => db.all(statements.hostedByTenant, noAccount, tenant.id));
  }

  findAccount(username: Username): Promise<Account | undefined> {
    return this.#pool.use(async (db) => {
      const row = await db.get(statements.accountByUsername, bucketOf(username), username);
      return row && row.state !== accountStateCode('deleted') ? toAccount(row) : undefined;
    });
  }

  counts(username: Username): Promise<Counts> {
    return this.#pool.use(async (db) => {
      const counts = await db.get(statements.counts, bucketOf(username), username);
      return counts ?? { followers: 0, following: 0 };
    });
  }

  followedAt(follower: Username, target: Username): Promise<Micros | undefined> {
    return this.#pool.use(async (db) => {
      const [from, to] = await Promise.all(
        [follower, target].map((name) => db.get(statements.accountId, bucketOf(name), name)),
      );
      if (!from || !to) return undefined;
      return (await db.get(statements.followedAt, bucketOfId(from.id), from.id, to.id))?.at;
    });
  }

  followers(username: Username, page: FollowPage): Promise<readonly FollowRow[]> {
    return this.#page(statements.followersNewest, username, page);
  }

  following(username: Username, page: FollowPage): Promise<readonly FollowRow[]> {
    return this.#page(statements.followingNewest, username, page);
  }

  #page(
    statement: typeof statements.followersNewest,
    username: Username,
    { limit, after }: FollowPage,
  ): Promise<readonly FollowRow[]> {
    return this.#pool.use(async (db) => {
      // Ledger times are unique, so the time alone says where the page before ended.
      const before = after?.followedAt ?? Number.MAX_SAFE_INTEGER;
      const rows = await db.all(statement, bucketOf(username), username, before, limit);
      const nameOf = await usernamesById(
        db,
        rows.map(({ account }) => account),
      );
      return rows.map(({ account, followedAt }) => ({ username: nameOf(account), followedAt }));
    });
  }
}
