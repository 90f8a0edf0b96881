import type { Profile } from './account.js';
import type { Actor } from './actor.js';

/** The members of a profile that an account's owner edits. */
export type ProfileChanges = Partial<
  Pick<Profile, 'nickname' | 'headUrl' | 'signature' | 'sex' | 'country' | 'province' | 'city'>
>;

/** A finder account to be made on a device. */
export interface NewFinder {
  readonly appId: string;
  readonly nickname: string;
  readonly headUrl: string;
  readonly signature: string;
  /** 0 unset, 1 male, 2 female. */
  readonly sex: number;
}

/** An edit of the actor's own profile. Absent members stay as they are; `''` clears a text. */
export interface ProfileEdit extends Actor {
  readonly changes: ProfileChanges;
}
