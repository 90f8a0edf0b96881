import type { RoleType } from './identity.js';

/** Names a finder account: opaque text, case-sensitive, `v2_…@finder` upstream. */
export type Username = string;

/** What an account shows of itself. Absent texts are `''`, an unset sex is `0`. */
export interface Profile {
  readonly nickname: string;
  readonly headUrl: string;
  readonly signature: string;
  readonly coverImgUrl: string;
  readonly liveCoverImgUrl: string;
  readonly country: string;
  readonly province: string;
  readonly city: string;
  /** 0 unset, 1 male, 2 female. */
  readonly sex: number;
  /** Meaning undocumented upstream; the documented examples show 133248 and 2048. */
  readonly anchorStatusFlag: number;
}

/** Whether an account takes part: a suspended one may be restored, a deleted one never. */
export type AccountState = 'active' | 'suspended' | 'deleted';

export interface Account {
  readonly username: Username;
  readonly profile: Profile;
}

/** Exact numbers of live follows in both directions. */
export interface Counts {
  readonly followers: number;
  readonly following: number;
}

/** An account as an identity that a device hosts. */
export interface Identity {
  readonly username: Username;
  readonly roleType: RoleType;
}

export const emptyProfile: Profile = {
  nickname: '',
  headUrl: '',
  signature: '',
  coverImgUrl: '',
  liveCoverImgUrl: '',
  country: '',
  province: '',
  city: '',
  sex: 0,
  anchorStatusFlag: 2048,
};

/** An account as it is added: active unless it says otherwise. */
export interface AddedAccount extends Account {
  readonly state?: AccountState;
}
