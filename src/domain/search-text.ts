import type { Account } from './account.js';
import { nameKey, searchForm } from './name-key.js';

/** Letters and digits with the marks that belong to them. */
const run = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;

/** A text longer than this, in characters, is looked for as a username only. */
export const longestWords = 64;

/** The words of a text, in the form that they are compared in. */
export function wordsOf(text: string): readonly string[] {
  return searchForm(text).match(run) ?? [];
}

/** A text to search for, in every form that an account is compared with. */
export interface SearchText {
  /** For usernames, which are compared as they are. */
  readonly exact: string;
  /** For whole nicknames and their beginnings. */
  readonly key: string;
  /** For what stands inside nicknames and signatures; empty when the text finds nothing there. */
  readonly words: readonly string[];
}

export function toSearchText(text: string): SearchText {
  const exact = text.trim();
  const key = nameKey(text);
  const short = [...exact].length <= longestWords;
  return { exact, key, words: short ? [...new Set(wordsOf(text))] : [] };
}

/** Whether a search could find anything: a text without a letter or digit names nothing. */
export function isSearchable(text: string): boolean {
  return wordsOf(text).length > 0;
}

/** Which of the words stand inside a text, each within one run of letters and digits. */
export function wordsInside(text: string, words: readonly string[]): ReadonlySet<string> {
  const runs = wordsOf(text);
  return new Set(words.filter((word) => runs.some((other) => other.includes(word))));
}

/** Whether a search for the text finds the account at all. */
export function finds(text: string, { username, profile }: Account): boolean {
  if (!isSearchable(text)) return false;
  const { key, words } = toSearchText(text);
  if (searchForm(username).includes(key)) return true;
  const inside = [profile.nickname, profile.signature].flatMap((field) => [
    ...wordsInside(field, words),
  ]);
  return words.length > 0 && words.every((word) => inside.includes(word));
}
