import type { Account } from '../domain/account.js';
import { brokenRule, rules } from '../domain/rule.js';
import type { AccountPosition, AccountQuery } from '../domain/search.js';
import { searchKey } from '../text/folding.js';
import { type SearchText, wordsInside } from '../text/search-text.js';
import { phraseOf } from './search-grams.js';

/** The tiers of `GraphStore.searchAccounts`, and the list by newest, which has none. */
export const tiers = {
  newest: 0,
  username: 1,
  nickname: 2,
  usernamePrefix: 3,
  nicknamePrefix: 4,
  insideNickname: 5,
  insideSignature: 6,
} as const;
export type Tier = (typeof tiers)[keyof typeof tiers];

/** A shorter text begins far too many usernames to mean one. */
const shortestUsernamePrefix = 3;

export function hasUsernamePrefix({ exact }: SearchText): boolean {
  return [...exact].length >= shortestUsernamePrefix;
}

/** The tiers of a search for usernames alone. */
export function isOfUsernames(tier: Tier): boolean {
  return tier === tiers.username || tier === tiers.usernamePrefix;
}

/** The first tier that an account belongs to; undefined for one that the text does not find. */
export function tierOf(
  { username, profile }: Account,
  text: SearchText,
  scope: AccountQuery['scope'],
): Tier | undefined {
  if (username === text.exact) return tiers.username;
  const begins = hasUsernamePrefix(text) && username.startsWith(text.exact);
  if (scope === 'username') return begins ? tiers.usernamePrefix : undefined;
  const key = searchKey(profile.nickname);
  if (key === text.key) return tiers.nickname;
  if (begins) return tiers.usernamePrefix;
  if (key.startsWith(text.key)) return tiers.nicknamePrefix;
  const { words } = text;
  if (words.length === 0) return undefined;
  const named = wordsInside(profile.nickname, words);
  if (named.size === words.length) return tiers.insideNickname;
  const signed = wordsInside(profile.signature, words);
  return words.every((word) => named.has(word) || signed.has(word))
    ? tiers.insideSignature
    : undefined;
}

// An index walks every list that it is asked to intersect: 64 common words held up 300 ms among a
// million accounts, these few 70. What they let through is compared one by one.
const wordsAsked = 4;
const charactersAsked = 8;

/**
 * What the index is asked for, each a superset of its tier: by the longest words and their first
 * characters. Undefined when words find nothing.
 */
export function matchExpressions({ words }: SearchText) {
  const asked = [...words].sort((a, b) => b.length - a.length).slice(0, wordsAsked);
  const phrases = asked.map((word) => phraseOf([...word].slice(0, charactersAsked).join('')));
  if (phrases.length === 0) return undefined;
  const every = phrases.join(' AND ');
  const signed = `{signature} : (${phrases.join(' OR ')})`;
  let insideSignature = every;
  // A word in the signature alone makes the tier. It may be one that is not asked for.
  if (asked.length === words.length) {
    insideSignature = phrases.length === 1 ? signed : `${every} AND ${signed}`;
  }
  return { anywhere: every, insideNickname: `{nickname} : (${every})`, insideSignature };
}

/** The least text above all that begin with `prefix`, in the order of code points. */
export function prefixEnd(prefix: string): string {
  return `${prefix}\u{10ffff}`;
}

/** Where a page ended: the tier, and the key of its order there. */
export interface Place {
  readonly tier: Tier;
  readonly id: number;
  /** The username or nickname key in the tiers that are ordered by one. */
  readonly key: string;
}

export function encodePlace({ tier, id, key }: Place): AccountPosition {
  return `${tier}:${id}:${key}`;
}

/** @throws GuanzhuError `parameter_invalid` for a text that `encodePlace` did not make. */
export function decodePlace(position: AccountPosition): Place {
  const [, tierText, id, key = ''] = /^([0-6]):(\d{1,15}):(.*)$/su.exec(position) ?? [];
  const tier = Object.values(tiers).find((value) => String(value) === tierText);
  if (tier === undefined) throw brokenRule('after', rules.cursor, position);
  return { tier, id: Number(id), key };
}
