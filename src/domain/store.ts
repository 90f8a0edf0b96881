import type { Account, Counts, Identity, Username } from './account.js';
import type { Change } from './change.js';
import type { FollowCommand, FollowResult, FollowRow } from './follow.js';
import type { Revision } from './revision.js';
import type { Tenant } from './tenant.js';
import type { Micros } from './time.js';

/** A token at rest: its SHA-256, and the tenant whose devices it opens. */
export interface TokenRecord {
  readonly hash: Uint8Array;
  readonly tenant: Tenant;
}

/** Where the ledger stands. On an empty ledger `revision` lies before the first change. */
export interface LedgerHead {
  readonly revision: Revision;
  readonly at: Micros;
}

/** A random key that an instance keeps for itself. */
export interface Secret {
  readonly name: string;
  readonly value: Uint8Array;
}

/** Rows to add that are not follows. Each list may name rows of the lists before it. */
export interface Provision {
  readonly secrets?: readonly Secret[];
  readonly tokens?: readonly TokenRecord[];
  readonly accounts?: readonly Account[];
  readonly devices?: readonly {
    readonly appId: string;
    readonly tenant: Tenant;
    readonly identities: readonly Identity[];
  }[];
}

export interface FollowPage {
  /** The page's size, 1 or more. */
  readonly limit: number;
  /** Where the page before this one ended; absent for the first. */
  readonly after?: FollowRow;
}

/**
 * The storage port. The conformance suite in test/contracts/store-suite.ts holds every store to these
 * words.
 *
 * Failures of any method: GuanzhuError `store_unavailable`. The two that write, `apply` and `provision`,
 * may also fail with `outcome_unknown`.
 */
export interface GraphStore {
  /**
   * Decides the commands in order and makes all their changes durable in one transaction.
   *
   * Results come in the order of the commands. A command that is refused (`target_unknown`, or
   * `identity_unknown` for a follower that is no account) or that fails to be decided leaves the
   * others alone. A follow already live, or an unfollow of none, is no change: it takes no revision
   * and touches no date or count.
   *
   * Changes get consecutive revisions in the order of their commands, and times that rise strictly:
   * `now`, or one microsecond after the change before when the clock has not moved on. Counts change
   * with the follows and in the same transaction.
   *
   * @param now wall clock, in microseconds.
   * @throws GuanzhuError `store_unavailable`: nothing of the batch is or will be written.
   *   `outcome_unknown`: the whole batch is written or none of it, and which is not known until the
   *   store is opened again; every later call of `apply` fails too.
   */
  apply(commands: readonly FollowCommand[], now: Micros): Promise<readonly FollowResult[]>;

  /** Adds rows in one transaction. A row whose key exists is left exactly as it is. */
  provision(rows: Provision): Promise<void>;

  /** Whether the store holds no account at all. */
  isEmpty(): Promise<boolean>;

  /** A key kept by `provision`, under its name. */
  findSecret(name: string): Promise<Uint8Array | undefined>;

  findToken(hash: Uint8Array): Promise<TokenRecord | undefined>;

  /** The identities that a tenant's device hosts; undefined for a device that is not this tenant's. */
  findIdentities(tenant: Tenant, appId: string): Promise<readonly Identity[] | undefined>;

  findAccount(username: Username): Promise<Account | undefined>;

  /** Zeros for an account without follows, and for one that does not exist. */
  counts(username: Username): Promise<Counts>;

  /** When the live follow began; undefined when there is none. */
  followedAt(follower: Username, target: Username): Promise<Micros | undefined>;

  /** Who follows the account, newest follow first. Pages stay stable under writes. */
  followers(username: Username, page: FollowPage): Promise<readonly FollowRow[]>;

  /** Whom the account follows, newest follow first. Pages stay stable under writes. */
  following(username: Username, page: FollowPage): Promise<readonly FollowRow[]>;

  head(): Promise<LedgerHead>;

  /**
   * The changes right after a revision, oldest first; from the start of the ledger when it is absent.
   * A reader that has seen a revision has seen every change up to it.
   *
   * @throws GuanzhuError `parameter_invalid` for text that is no revision.
   */
  changes(after: Revision | undefined, limit: number): Promise<readonly Change[]>;

  /** Resolves once what was accepted is durable and the files are free. May be called twice. */
  close(): Promise<void>;
}
