import type { Account, Counts, Username } from '../../domain/account.js';
import type { HostedAccount } from '../../domain/callback.js';
import type { Change } from '../../domain/change.js';
import type { ChangeQuery } from '../../domain/change-reads.js';
import type { FollowRow } from '../../domain/follow.js';
import type { LedgerHead } from '../../domain/ledger-head.js';
import type { Revision } from '../../domain/revision.js';
import type { FollowPage, TokenRecord } from '../../domain/store.js';
import type { Device, Host, Tenant } from '../../domain/tenant.js';
import type { Micros } from '../../domain/time.js';
import type { Revisions } from '../revision.js';
import { accountStateCode, type ChangeRow, toAccount, toChange } from '../rows.js';
import { type Database, prepare, read } from './driver.js';
import { readRevisions } from './ledger-identity.js';
import { statements } from './statements.js';

/**
 * The reads of `GraphStore`, on a connection of their own: each statement sees the newest commit and
 * never waits for the writer (WAL).
 */
export class Reader {
  readonly #prepared: ReturnType<typeof prepareAll>;
  readonly #revisions: Revisions;

  constructor(db: Database) {
    this.#prepared = prepareAll(db);
    this.#revisions = readRevisions(db);
  }

  isEmpty(): boolean {
    return read(() => this.#prepared.anyAccount.get() === undefined);
  }

  findSecret(name: string): Uint8Array | undefined {
    return read(() => this.#prepared.secret.get(name)?.value);
  }

  findToken(hash: Uint8Array): TokenRecord | undefined {
    return read(() => {
      const row = this.#prepared.tokenByHash.get(hash);
      return row && { ...row, tenant: { id: row.tenant }, suspended: row.suspended !== 0 };
    });
  }

  findDevice(tenant: Tenant, appId: string): Device | undefined {
    return read(() => {
      const device = this.#prepared.deviceByAppId.get(appId);
      if (device?.tenant !== tenant.id || device.deleted !== 0) return undefined;
      const identities = this.#prepared.identitiesOfDevice.all(device.id);
      return { appId, online: device.online !== 0, identities };
    });
  }

  hostsOf(tenant: Tenant, username: Username): readonly Host[] {
    return read(() =>
      this.#prepared.hostsOfAccount
        .all(username, tenant.id)
        .map((row) => ({ ...row, online: row.online !== 0 })),
    );
  }

  hostedBy(tenant: Tenant): readonly HostedAccount[] {
    return read(() => this.#prepared.hostedByTenant.all(tenant.id));
  }

  findAccount(username: Username): Account | undefined {
    return read(() => {
      const row = this.#prepared.accountByUsername.get(username);
      return row && row.state !== accountStateCode('deleted') ? toAccount(row) : undefined;
    });
  }

  counts(username: Username): Counts {
    return read(() => {
      const id = this.#accountId(username);
      const counts = id === undefined ? undefined : this.#prepared.counts.get(id);
      return counts ?? { followers: 0, following: 0 };
    });
  }

  followedAt(follower: Username, target: Username): Micros | undefined {
    return read(() => {
      const followerId = this.#accountId(follower);
      const targetId = this.#accountId(target);
      if (followerId === undefined || targetId === undefined) return undefined;
      return this.#prepared.followedAt.get(followerId, targetId)?.at;
    });
  }

  followers(username: Username, page: FollowPage): readonly FollowRow[] {
    return this.#page(this.#prepared.followersPage, username, page);
  }

  following(username: Username, page: FollowPage): readonly FollowRow[] {
    return this.#page(this.#prepared.followingPage, username, page);
  }

  head(): LedgerHead {
    return read(() => {
      const row = this.#prepared.head.get();
      return { revision: this.#revisions.encode(row?.position ?? 0), at: row?.at ?? 0 };
    });
  }

  /** Whether nothing is written, since the graph moves. */
  isClosed(): boolean {
    return read(() => this.#prepared.closed.get()?.closed !== 0);
  }

  changes(after: Revision | undefined, limit: number): readonly Change[] {
    const position = after === undefined ? 0 : this.#revisions.decode(after, 'after');
    return read(() =>
      this.#prepared.changesAfter.all(position, limit).map((row) => toChange(row, this.#revisions)),
    );
  }

  selectChanges(query: ChangeQuery): readonly Change[] {
    const { after, account, limit, order } = query;
    if (account === undefined && order === 'oldest') return this.changes(after.revision, limit);
    const before = order === 'newest' ? query.before : undefined;
    const shown = (row: ChangeRow) => toChange(row, this.#revisions);
    return read(() => {
      if (account === undefined) {
        const from = this.#revisions.decode(after.revision, 'after');
        const to = before && this.#revisions.decode(before.revision, 'cursor');
        return this.#prepared.changesBefore
          .all(to ?? Number.MAX_SAFE_INTEGER, from, limit)
          .map(shown);
      }
      const id = this.#accountId(account);
      if (id === undefined) return [];
      const statement = this.#prepared.changesOf[order];
      const stretch = { after: after.at, before: before?.at ?? Number.MAX_SAFE_INTEGER };
      return statement.all({ account: id, ...stretch, limit }).map(shown);
    });
  }

  #page(
    statement: ReturnType<typeof prepareAll>['followersPage'],
    username: Username,
    { limit, after }: FollowPage,
  ): readonly FollowRow[] {
    return read(() => {
      const id = this.#accountId(username);
      if (id === undefined) return [];
      // Ledger times are unique, so the time alone says where the page before ended.
      return statement.all(id, after?.followedAt ?? Number.MAX_SAFE_INTEGER, limit);
    });
  }

  #accountId(username: Username): number | undefined {
    return this.#prepared.accountId.get(username)?.id;
  }
}

function prepareAll(db: Database) {
  return {
    head: prepare(db, statements.head),
    closed: prepare(db, statements.closed),
    anyAccount: prepare(db, statements.anyAccount),
    secret: prepare(db, statements.secret),
    tokenByHash: prepare(db, statements.tokenByHash),
    deviceByAppId: prepare(db, statements.deviceByAppId),
    identitiesOfDevice: prepare(db, statements.identitiesOfDevice),
    hostsOfAccount: prepare(db, statements.hostsOfAccount),
    hostedByTenant: prepare(db, statements.hostedByTenant),
    accountByUsername: prepare(db, statements.accountByUsername),
    accountId: prepare(db, statements.accountId),
    counts: prepare(db, statements.counts),
    followedAt: prepare(db, statements.followedAt),
    followersPage: prepare(db, statements.followersPage),
    followingPage: prepare(db, statements.followingPage),
    changesAfter: prepare(db, statements.changesAfter),
    changesBefore: prepare(db, statements.changesBefore),
    changesOf: {
      oldest: prepare(db, statements.changesOfOldest),
      newest: prepare(db, statements.changesOfNewest),
    },
  };
}
