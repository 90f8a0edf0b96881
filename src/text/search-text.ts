import type { Account } from '../domain/account.js';
import { searchForm, searchKey } from './folding.js';

/** Letters and digits with the marks that belong to them. */
const letters = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;
/** Emoji and other symbols. Punctuation is none: it is found as part of a whole name alone. */
const symbols = /\p{S}+/gu;

/** A text longer than this, in characters, is looked for as a whole name only. */
export const longestWords = 64;

/** What stands inside a text: words and groups of symbols, in the form that they are compared in. */
export function runsOf(text: string): readonly string[] {
  const form = searchForm(text);
  return [...(form.match(letters) ?? []), ...(form.match(symbols) ?? [])];
}

/** A text to search for, in every form that an account is compared with. */
export interface SearchText {
  /** For usernames, which are compared as they are. */
  readonly exact: string;
  /** For whole nicknames and their beginnings; empty when the text finds nothing at all. */
  readonly key: string;
  /**
   * For what stands inside nicknames and signatures; empty when the text finds nothing there. Symbols
   * count where there is nothing else: who writes words with a heart means the words.
   */
  readonly words: readonly string[];
}

export function toSearchText(text: string): SearchText {
  const exact = text.trim();
  const key = searchKey(text);
  const form = searchForm(text);
  const short = [...exact].length <= longestWords;
  const words = form.match(letters) ?? form.match(symbols) ?? [];
  return { exact, key, words: short ? [...new Set(words)] : [] };
}

/** Which of the words stand inside a text, each within one run. */
export function wordsInside(text: string, words: readonly string[]): ReadonlySet<string> {
  const runs = runsOf(text);
  return new Set(words.filter((word) => runs.some((other) => other.includes(word))));
}

/** Whether a search for the text finds the account at all. */
export function finds(text: string, { username, profile }: Account): boolean {
  const { key, words } = toSearchText(text);
  if (key === '') return false;
  if (searchForm(username).includes(key) || searchKey(profile.nickname).startsWith(key))
    return true;
  const inside = [profile.nickname, profile.signature].flatMap((field) => [
    ...wordsInside(field, words),
  ]);
  return words.length > 0 && words.every((word) => inside.includes(word));
}
