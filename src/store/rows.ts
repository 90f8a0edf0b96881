import type { Account, AccountState } from '../domain/account.js';
import type { Attribution } from '../domain/attribution.js';
import { type Change, type ChangeCause, type ChangeType, changeCauses } from '../domain/change.js';
import type { RoleType } from '../domain/identity.js';
import { searchKey } from '../text/folding.js';
import { nameKeys } from '../text/name-keys.js';
import type { Revisions } from './revision.js';

export interface AccountRow {
  readonly id: number;
  readonly username: string;
  readonly nickname: string;
  /** The nickname as searches compare it. */
  readonly name_key: string;
  readonly head_url: string;
  readonly signature: string;
  readonly cover_img_url: string;
  readonly live_cover_img_url: string;
  readonly country: string;
  readonly province: string;
  readonly city: string;
  readonly sex: number;
  readonly anchor_status_flag: number;
  readonly state: number;
}

/** A new account is active, and gets its id from the table. */
export interface NewAccountRow extends Omit<AccountRow, 'id' | 'state'> {
  /** By which the nickname is taken: src/text/name-keys.ts. */
  readonly letters_key: string;
  readonly look_key: string;
}

export interface ChangeRow {
  readonly position: number;
  readonly at: number;
  readonly type: number;
  readonly cause: number;
  readonly follower: string;
  readonly target: string;
  readonly roleType: RoleType;
  readonly device: string | null;
  readonly searchId: string | null;
  readonly docId: string | null;
  readonly query: string | null;
}

export function toAccount(row: AccountRow): Account {
  return {
    username: row.username,
    profile: {
      nickname: row.nickname,
      headUrl: row.head_url,
      signature: row.signature,
      coverImgUrl: row.cover_img_url,
      liveCoverImgUrl: row.live_cover_img_url,
      country: row.country,
      province: row.province,
      city: row.city,
      sex: row.sex,
      anchorStatusFlag: row.anchor_status_flag,
    },
  };
}

export function fromAccount({ username, profile }: Account): NewAccountRow {
  return {
    ...keysOf(profile.nickname),
    username,
    nickname: profile.nickname,
    head_url: profile.headUrl,
    signature: profile.signature,
    cover_img_url: profile.coverImgUrl,
    live_cover_img_url: profile.liveCoverImgUrl,
    country: profile.country,
    province: profile.province,
    city: profile.city,
    sex: profile.sex,
    anchor_status_flag: profile.anchorStatusFlag,
  };
}

/** What an account's row keeps that is made of the nickname. */
export function keysOf(nickname: string) {
  const { letters, look } = nameKeys(nickname);
  return { name_key: searchKey(nickname), letters_key: letters, look_key: look };
}

export function toChange(row: ChangeRow, revisions: Revisions): Change {
  return {
    revision: revisions.encode(row.position),
    at: row.at,
    type: row.type === changeTypeCode('followed') ? 'followed' : 'unfollowed',
    cause: changeCauses[row.cause - 1] ?? 'request',
    follower: row.follower,
    target: row.target,
    roleType: row.roleType,
    device: row.device,
    attribution: toAttribution(row),
  };
}

export function changeTypeCode(type: ChangeType): number {
  return type === 'followed' ? 1 : 2;
}

export function changeCauseCode(cause: ChangeCause): number {
  return changeCauses.indexOf(cause) + 1;
}

const accountStates = ['active', 'suspended', 'deleted'] as const;

export function accountStateOf(code: number): AccountState {
  return accountStates[code - 1] ?? 'active';
}

export function accountStateCode(state: AccountState): number {
  return accountStates.indexOf(state) + 1;
}

function toAttribution({ searchId, docId, query }: ChangeRow): Attribution | null {
  if (searchId === null || docId === null || query === null) return null;
  return { searchId, docId, query };
}
