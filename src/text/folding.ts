import folder from 'fold-to-ascii';
import { foldChinese } from './chinese-variants.js';
import { seen } from './invisible.js';

const ascii = /^[ -~]*$/;
/** Nearly all Chinese text: but for case and how it is written, it is as it is compared. */
const plain = /^[ -~\u4e00-\u9fff\u3041-\u3096\u30a1-\u30fa]*$/;
/** Marks on letters of scripts in which they are left out where there is no key for them. */
const marks =
  /(?<=(?!\p{M})[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}\p{N}])[\p{Mn}\p{Me}]+/gu;
/** Letters that are no letter of ASCII with a mark: ø, ł, ß, æ, ı. */
const latin = /(?![A-Za-z])\p{Script=Latin}/gu;
const foldedLatin = new Map<string, string>();

/**
 * A text as it is compared in searches. Width, ligatures and case are folded, and so is what those who
 * search may write in another way than those who are found: accents, simplified and traditional
 * characters, what is not seen. A final sigma is folded too, since lower case depends on what follows it,
 * and a search sees only part of a word.
 */
export function searchForm(text: string): string {
  if (ascii.test(text)) return text.toLowerCase();
  if (plain.test(text)) return foldChinese(text.toLowerCase());
  const folded = seen(text)
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .normalize('NFKD')
    .replace(marks, '')
    .normalize('NFKC')
    .replace(latin, foldLatin);
  return foldChinese(folded);
}

function foldLatin(letter: string): string {
  const known = foldedLatin.get(letter);
  if (known !== undefined) return known;
  const folded = folder.foldMaintaining(letter).toLowerCase();
  foldedLatin.set(letter, folded);
  return folded;
}

/** Far more than a name may have, and little enough for an index to keep. */
export const longestKey = 600;

/** A text as whole names are compared with in searches; of what is far too long, the beginning. */
export function searchKey(text: string): string {
  const key = collapse(searchForm(text));
  return key.length > longestKey ? [...key].slice(0, longestKey / 2).join('') : key;
}

/** One blank for any number, none at either end. */
export function collapse(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}
