import type { Account, Username } from './account.js';
import type { Actor } from './actor.js';
import type { AttributionReports } from './attribution-report.js';
import type { Audit } from './audit.js';
import type { Callbacks } from './callback.js';
import type { Directory } from './directory.js';
import type { Feed } from './feed.js';
import type { NewFinder, ProfileEdit } from './finder.js';
import type { FollowOp, FollowOutcome } from './follow.js';
import type { GraphReads } from './graph-reads.js';
import type { GraphWrites } from './graph-writes.js';
import type { History } from './history.js';
import type { RoleType } from './identity.js';
import type { Overview } from './overview.js';
import type { SearchInfo, SearchPage, SearchRequest } from './search.js';
import type { Tenant } from './tenant.js';
import type { Transfer } from './transfer.js';
import type {
  AccountView,
  Cursor,
  DeviceProfile,
  FollowingList,
  MentionList,
  MentionRequest,
  ViewRequest,
} from './view.js';
import type { TestDelivery, Webhooks } from './webhook.js';

/** A follow or unfollow as a tenant asks for it. */
export interface FollowRequest {
  readonly op: FollowOp;
  readonly appId: string;
  readonly follower: Username;
  readonly roleType: RoleType;
  readonly target: Username;
  /** The search that it comes from, as the caller says; null when it comes from none. */
  readonly searchInfo: SearchInfo | null;
  /** Whoever repeats the request under its key within 24 hours gets the first outcome again. */
  readonly idempotencyKey?: string;
}

/** A follow of an account that a search for `keyword` finds. */
export interface SearchFollowRequest extends Actor {
  readonly target: Username;
  readonly keyword: string;
}

/** The product: what the service implements and every outer layer speaks to. */
export interface FollowGraph
  extends GraphReads,
    GraphWrites,
    Transfer,
    Directory,
    Feed,
    Webhooks,
    Callbacks,
    AttributionReports,
    Overview,
    Audit,
    History {
  /**
   * The tenant that a token belongs to. Reads only.
   *
   * @throws GuanzhuError `token_invalid` for a token that is unknown; its text never carries more
   *   than the token's first four characters.
   */
  authenticate(token: string): Promise<Tenant>;

  /**
   * Makes `follower` follow `target`, or stop following it.
   *
   * Idempotent: a request for the state that already holds succeeds, changes nothing and keeps the
   * follow's date. All requests have one order, that of their revisions; each outcome is true at its
   * own. Resolves only after the change is durable.
   *
   * Refused before anything is written, and in this order of checks: `device_unknown` (also for
   * another tenant's device), `device_offline`, `identity_unknown`, `role_mismatch`, `self_follow` (following only,
   * unless the configuration allows it), `search_info_invalid` and `search_info_expired` (following
   * only), `target_unknown`, `identity_suspended`, `target_suspended`,
   * `blocked` (all four for following only).
   *
   * A `searchInfo` with a `docId` must be what `search` gave to this device for this target, and a
   * member of it that is not empty must be of the same search; the change then records that search.
   * One without a `docId` says nothing, and an unfollow never looks at it.
   *
   * @throws GuanzhuError one of the above; `idempotency_key_reused` for a key of another request and
   *   `idempotency_key_running` while the same request is being carried out; `overloaded` or `store_unavailable` when nothing was
   *   written; `outcome_unknown` when that cannot be said.
   */
  setFollow(tenant: Tenant, request: FollowRequest): Promise<FollowOutcome>;

  /**
   * Whom the actor follows, newest follow first, a fixed number a page. Reads only. A follow that is
   * there throughout a reading comes exactly once, whatever begins or ends meanwhile. Empty when there
   * is none, and after the last page.
   *
   * @throws GuanzhuError `device_unknown`, `device_offline`, `identity_unknown`, `role_mismatch`;
   *   `parameter_invalid` for a cursor that this call did not give to this account.
   */
  listFollowing(tenant: Tenant, actor: Actor, cursor: Cursor): Promise<FollowingList>;

  /**
   * What the actor is to be told of, a fixed number a page, newest first; without a cursor the newest of
   * all. With one, what began since comes before what is older, from the oldest on where it is more than
   * a page. Reads only. By cursors each new follow of the actor comes once, also after it has ended; one
   * taken up again too soon is no news. At the end there are no mentions and the cursor stays as it was
   * given; it goes on from there later.
   *
   * @throws GuanzhuError as `listFollowing`.
   */
  listMentions(tenant: Tenant, actor: Actor, request: MentionRequest): Promise<MentionList>;

  /**
   * An account as the device's main identity sees it: a finder identity before any other. A device
   * without identities sees it as one who follows nobody. Reads only.
   *
   * @throws GuanzhuError `device_unknown`, `device_offline`, `target_unknown`; `parameter_invalid` for
   *   a cursor that this call did not give to this device for this account.
   */
  viewAccount(tenant: Tenant, request: ViewRequest): Promise<AccountView>;

  /**
   * The identities that the device hosts; empty lists for a device without any. Reads only.
   *
   * @throws GuanzhuError `device_unknown`, `device_offline`.
   */
  describeDevice(tenant: Tenant, appId: string): Promise<DeviceProfile>;

  /**
   * Makes the device's finder account, with a username of its own, and its identity of role type 3.
   *
   * @throws GuanzhuError `parameter_invalid` for a profile that breaks a limit; `device_unknown`,
   *   `device_offline`, `finder_exists`; `name_taken` when another account has that nickname, as
   *   `nameKeys` (src/text/name-keys.ts) compares them: of any number that want one name at once, one gets it. Nothing is
   *   written then.
   */
  createFinder(tenant: Tenant, finder: NewFinder): Promise<Account>;

  /**
   * Edits the actor's profile. Every reply after it shows the new one. Without any change it does
   * nothing.
   *
   * @throws GuanzhuError `parameter_invalid` for a profile that breaks a limit; `device_unknown`,
   *   `device_offline`, `identity_unknown`, `role_mismatch`; `name_taken`. Nothing is written then.
   */
  updateProfile(tenant: Tenant, edit: ProfileEdit): Promise<void>;

  /**
   * Sets whether a device, of whichever tenant, can act: for the instance's administrator.
   *
   * @throws GuanzhuError `device_unknown`.
   */
  setOnline(appId: string, online: boolean): Promise<void>;

  /**
   * Sets where the token's owner is told of new followers; `''` ends it. From then on every mention of
   * an account on the devices of the token's tenant is posted there as JSON: in ledger order, one at a
   * time, at least once, again until a 2xx answers it, also after a restart. A mention is what
   * `listMentions` shows. Setting it again goes on where it stands. No follow ever waits for it.
   *
   * @param token one that `authenticate` knows.
   * @throws GuanzhuError `parameter_invalid` for no http or https address, or one with credentials;
   *   `callback_refused` when the host does not resolve, or to an address that callbacks may not go to.
   * @returns what came of connecting to the address, for it is set also while nobody listens there yet;
   *   null for none.
   */
  setCallback(token: string, callbackUrl: string): Promise<TestDelivery | null>;

  /**
   * Whether the device can act now. Reads only.
   *
   * @throws GuanzhuError `device_unknown`.
   */
  isOnline(tenant: Tenant, appId: string): Promise<boolean>;

  /**
   * The text that the actor's QR code encodes: the same for ever, and for `scanFollow` to take. Reads
   * only.
   *
   * @throws GuanzhuError `device_unknown`, `device_offline`, `identity_unknown`, `role_mismatch`.
   */
  qrCode(tenant: Tenant, actor: Actor): Promise<string>;

  /**
   * Makes the actor follow the account that a scanned text names: one of `qrCode`, or a username. In
   * all else as `setFollow`.
   *
   * @throws GuanzhuError as `setFollow`; `qr_code_unknown` for a link that is none of this graph.
   */
  scanFollow(tenant: Tenant, actor: Actor, content: string): Promise<FollowOutcome>;

  /**
   * Accounts that a text finds, most fitting first, a fixed number a page; see
   * `GraphStore.searchAccounts` for what fits and how pages hold. Reads only. No hit is an empty page.
   * What a page's `cookies` ask for is the page after it of the same search: query, scope and filter
   * stay what they were. They and the `docId`s serve this device alone, until they expire.
   *
   * @throws GuanzhuError `device_unknown`, `device_offline`; `parameter_missing` for a later page
   *   without a `cookie`; `parameter_invalid` for a `cookie` that no search for this content gave to
   *   this device or that has expired, and for another search's `searchId`.
   */
  search(tenant: Tenant, request: SearchRequest): Promise<SearchPage>;

  /**
   * Makes the actor follow `target`, as `setFollow` does, with a search for `keyword` recorded as
   * where it came from. Asking again for a follow that is live changes nothing, its record neither.
   *
   * @throws GuanzhuError as `setFollow`; `search_no_match` when the keyword neither is or begins the
   *   target's nickname, nor stands inside it, its signature or its username.
   */
  searchFollow(tenant: Tenant, request: SearchFollowRequest): Promise<FollowOutcome>;
}
