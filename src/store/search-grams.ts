import { wordsOf } from '../domain/search-text.js';

/** Scripts that are written without spaces and whose characters carry much: pairs tell enough. */
const dense = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー々〆]/u;

/**
 * A text as the n-grams that an index keeps: at each character of each word, that character and what
 * follows it, up to the gram's size or the word's end.
 */
export function gramsOf(text: string): string {
  return wordsOf(text)
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

function sizeOf(character: string): number {
  return dense.test(character) ? 2 : 3;
}

/** Fixed width, so that a prefix of characters is a prefix of digits. No letter lies above U+FFFFF. */
function encode(characters: readonly string[]): string {
  return characters
    .map((character) => (character.codePointAt(0) ?? 0).toString(16).padStart(5, '0'))
    .join('');
}
