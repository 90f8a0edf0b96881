import { runsOf } from '../text/search-text.js';

/** Scripts that are written without spaces and whose characters carry much, and emoji: pairs tell enough. */
const dense = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー々〆\p{S}]/u;

/**
 * A text as the n-grams that an index keeps: at each character of each word or group of symbols, that character and what
 * follows it, up to the gram's size or the word's end.
 */
export function gramsOf(text: string): string {
  return runsOf(text)
    .flatMap((word) => {
      const characters = [...word];
      return characters.map((character, at) =>
        encode(characters.slice(at, at + sizeOf(character))),
      );
    })
    .join(' ');
}

/**
 * A word as a phrase of FTS5's language that matches exactly the texts that hold it inside a word.
 * Grams overlap, so those up to the one that reaches the word's end cover it; that one is a prefix
 * when the word ends before it is full. Only hexadecimal digits of ours reach the phrase.
 */
export function phraseOf(word: string): string {
  const characters = [...word];
  const grams: string[] = [];
  for (const [at, character] of characters.entries()) {
    const end = at + sizeOf(character);
    grams.push(encode(characters.slice(at, end)));
    if (end === characters.length) return `"${grams.join(' ')}"`;
    if (end > characters.length) return `"${grams.join(' ')}" *`;
  }
  throw new Error('a word has at least one character');
}

/**
 * The n-grams of a text, each with its own beginnings, as they are: an index without prefixes finds a
 * word that ends before its gram is full by them.
 */
export function gramKeysOf(text: string): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const word of runsOf(text)) {
    const characters = [...word];
    for (const [at, character] of characters.entries()) {
      const gram = characters.slice(at, at + sizeOf(character));
      for (let size = 1; size <= gram.length; size += 1) keys.add(gram.slice(0, size).join(''));
    }
  }
  return keys;
}

/** Keys of `gramKeysOf` that every text has which holds this word, the longest that there are. */
export function gramKeysAsked(word: string): readonly string[] {
  const characters = [...word];
  const grams = characters.map((character, at) => characters.slice(at, at + sizeOf(character)));
  const full = grams.filter((gram) => gram.length === sizeOf(gram[0] ?? ''));
  return (full.length > 0 ? full : grams.slice(0, 1)).map((gram) => gram.join(''));
}

function sizeOf(character: string): number {
  return dense.test(character) ? 2 : 3;
}

/** Fixed width, so that a prefix of characters is a prefix of digits. Nothing that is indexed lies above U+FFFFF. */
function encode(characters: readonly string[]): string {
  return characters
    .map((character) => (character.codePointAt(0) ?? 0).toString(16).padStart(5, '0'))
    .join('');
}
