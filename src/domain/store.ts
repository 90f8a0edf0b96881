import type { Account, AddedAccount, Counts, Identity, Profile, Username } from './account.js';
import type { AttributionStore } from './attribution-report.js';
import type { AuditStore } from './audit.js';
import type { HostedAccount } from './callback.js';
import type { CallbackStore } from './callback-store.js';
import type { Change } from './change.js';
import type { ChangeReads } from './change-reads.js';
import type { DirectoryStore } from './directory-store.js';
import type { GuanzhuError } from './errors.js';
import type { FollowCommand, FollowResult, FollowRow, KeyedCommands } from './follow.js';
import type { FollowReads } from './follow-reads.js';
import type { HistoryStore } from './history.js';
import type { LeaseStore } from './lease-store.js';
import type { LedgerHead } from './ledger-head.js';
import type { LedgerIdentity } from './ledger-identity.js';
import type { Mention, MentionMark } from './mention.js';
import type { OverviewStore } from './overview.js';
import type { Revision } from './revision.js';
import type { AccountPage, AccountQuery } from './search.js';
import type { Device, Host, Tenant } from './tenant.js';
import type { Micros } from './time.js';
import type { TransferStore } from './transfer-store.js';
import type { WebhookStore } from './webhook-store.js';

/** A token at rest: its SHA-256, and the tenant whose devices it opens. */
export interface TokenRecord {
  readonly hash: Uint8Array;
  readonly tenant: Tenant;
  readonly label?: string;
  /** Wall clock; absent or null for one that does not expire. */
  readonly expiresAt?: Micros | null;
  readonly suspended?: boolean;
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
  readonly accounts?: readonly AddedAccount[];
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

export interface MentionPage {
  /** The page's size, 1 or more. */
  readonly limit: number;
  readonly order: 'oldest' | 'newest';
  /**
   * Where the page goes on: later than that, oldest first, or from that mention back, newest first.
   * Absent for the oldest or newest of all.
   */
  readonly from?: MentionMark;
  /** A follow is no news when the same pair's follow before it began less than this before. */
  readonly window: Micros;
}

/**
 * The storage port. The conformance suite in test/contracts/store-suite.ts holds every store to these
 * words.
 *
 * Failures of any method: GuanzhuError `store_unavailable`. The two that write, `apply` and `provision`,
 * may also fail with `outcome_unknown`.
 */
export interface GraphStore
  extends FollowReads,
    ChangeReads,
    TransferStore,
    DirectoryStore,
    HistoryStore,
    LeaseStore,
    CallbackStore,
    AttributionStore,
    OverviewStore,
    AuditStore,
    WebhookStore {
  /** Which ledger it holds. It stays so for as long as the store is open. */
  readonly ledger: LedgerIdentity;

  /**
   * Decides the commands in order and makes all their changes durable in one transaction.
   *
   * Results come in the order of the commands. A command that is refused (`target_unknown`, or
   * `identity_unknown` for a follower that is no account) or that fails to be decided leaves the
   * others alone. A follow is also refused with `target_suspended`, with `identity_suspended` when
   * the follower is not active, and with `blocked`; nothing refuses an unfollow or a removal. A deleted
   * account is `account_deleted` to `suspend` and `restore`. A follow already live, or an unfollow of
   * none, is no change: it takes no revision and touches no date or count. What else a command does
   * stands at `CommandOp`.
   *
   * Changes get consecutive revisions in the order of their commands, and times that rise strictly:
   * `now`, or one microsecond after the change before when the clock has not moved on. Counts change
   * with the follows and in the same transaction.
   *
   * Commands under a key whose results are kept are not carried out again: theirs are the kept results,
   * or `idempotency_key_reused` when another request was made under the key. Results are kept for 24
   * hours by `now`, durable with what they tell of. Those of a ledger before this one are
   * `ledger_changed`, for ever.
   *
   * @param now wall clock, in microseconds.
   * @param keyed which commands belong to an idempotency key; a key stands there once.
   * @throws GuanzhuError `store_unavailable`: nothing of the batch is or will be written.
   *   `outcome_unknown`: the whole batch is written or none of it, and which is not known. Where only
   *   opening the store again can tell, `hasFailed` and every later call of `apply` fails too.
   */
  apply(
    commands: readonly FollowCommand[],
    now: Micros,
    keyed?: readonly KeyedCommands[],
  ): Promise<readonly FollowResult[]>;

  /** Adds rows in one transaction. A row whose key exists is left exactly as it is. */
  provision(rows: Provision): Promise<void>;

  /** Whether the store holds no account at all. */
  isEmpty(): Promise<boolean>;

  /** A key kept by `provision`, under its name. */
  findSecret(name: string): Promise<Uint8Array | undefined>;

  findToken(hash: Uint8Array): Promise<TokenRecord | undefined>;

  /** A tenant's device with the identities that it hosts; undefined for one that is not this tenant's. */
  findDevice(tenant: Tenant, appId: string): Promise<Device | undefined>;

  /**
   * Sets whether a device, of whichever tenant, is online. Durable when it resolves; setting what
   * already holds is no error.
   *
   * @throws GuanzhuError `device_unknown`.
   */
  setOnline(appId: string, online: boolean): Promise<void>;

  /** The tenant's devices that host an account, in no order. */
  hostsOf(tenant: Tenant, username: Username): Promise<readonly Host[]>;

  /** The accounts on all of a tenant's devices, a device's together, the oldest device first. */
  hostedBy(tenant: Tenant): Promise<readonly HostedAccount[]>;

  /**
   * Adds an account and makes it the device's finder identity (role type 3), both or neither.
   * Decided in one order with every other write, so of two that want one name exactly one succeeds.
   * Names are compared by their `nameKeys` (src/text/name-keys.ts).
   *
   * @throws GuanzhuError `device_unknown`; `finder_exists` on a device with a finder identity;
   *   `name_taken`. Nothing is written then.
   */
  createFinder(appId: string, account: Account): Promise<void>;

  /**
   * Replaces the given members of an account's profile; absent ones stay. An account may take its own
   * name again, in other letters too.
   *
   * @throws GuanzhuError `identity_unknown` for no account; `name_taken`. Nothing is written then.
   */
  updateProfile(username: Username, changes: Partial<Profile>): Promise<void>;

  /** An account that is not deleted. */
  findAccount(username: Username): Promise<Account | undefined>;

  /** Zeros for an account without follows, and for one that does not exist. */
  counts(username: Username): Promise<Counts>;

  /** When the live follow began; undefined when there is none. */
  followedAt(follower: Username, target: Username): Promise<Micros | undefined>;

  /** Who follows the account, newest follow first. Pages stay stable under writes. */
  followers(username: Username, page: FollowPage): Promise<readonly FollowRow[]>;

  /** Whom the account follows, newest follow first. Pages stay stable under writes. */
  following(username: Username, page: FollowPage): Promise<readonly FollowRow[]>;

  /**
   * Every follow of the account that ever began, in the page's order, but for those inside its window.
   * A follow is told whether or not it is still live, so what ends keeps its place and its number, and
   * what begins is the newest. Empty for an account that does not exist.
   */
  mentions(username: Username, page: MentionPage): Promise<readonly Mention[]>;

  /**
   * How many of the accounts that `viewer` follows also follow `target`, exactly. Zero when either
   * does not exist.
   */
  countFriends(viewer: Username, target: Username): Promise<number>;

  /**
   * Accounts that a text finds, a page at a time.
   *
   * Words are the runs of letters and digits in the text, or of emoji and other symbols where it has
   * nothing else; both sides are compared in the form of `searchForm`, usernames exactly as they are. By relevance, an account stands in the first of these
   * tiers that it belongs to, and only there:
   *
   * 1. its username is the text; 2. its nickname is the text, oldest first; 3. its username begins
   * with the text, of 3 characters or more, in username order; 4. its nickname begins with the text,
   * in nickname order, then oldest first; 5. every word stands inside its nickname, oldest first;
   * 6. every word stands inside its nickname or signature, oldest first.
   *
   * By newest: all of tiers 1, 2 and 4 to 6 as one list, newest account first, of which a text without
   * words has 1 and 2 only. The scope `username` has tiers 1 and 3 only, in either order. A text of
   * more than `longestWords` characters has no words. Tier 2 comes before what may be endless: a whole
   * name is found by it, whatever it is made of.
   *
   * Paging resumes by key: an account that neither comes, goes nor changes its name is told exactly
   * once. The work for a page is bounded, so one may hold fewer accounts than asked for, even none,
   * and still name a `next`; it holds no more once `next` is null. Nothing is found for `likedBy` an
   * account that does not exist.
   *
   * @throws GuanzhuError `parameter_invalid` for an `after` that no page of this query gave.
   */
  searchAccounts(query: AccountQuery): Promise<AccountPage>;

  head(): Promise<LedgerHead>;

  /**
   * The changes right after a revision, oldest first; from the start of the ledger when it is absent.
   * A reader that has seen a revision has seen every change up to it.
   *
   * @throws GuanzhuError `parameter_invalid` for text that is no revision.
   */
  changes(after: Revision | undefined, limit: number): Promise<readonly Change[]>;

  /** Whether it takes no more writes, since one ended in a way that only opening it again can settle. */
  hasFailed(): boolean;

  /** Why a write failed, where the storage refuses them all, as a full disk does, and no `probe` has worked since. */
  writeFault(): GuanzhuError | undefined;

  /** Writes, durably, what changes nothing: whether the storage takes writes again. */
  probe(): Promise<void>;

  /** Resolves once what was accepted is durable and the files are free. May be called twice. */
  close(): Promise<void>;
}
