import { createHash } from 'node:crypto';
import { collapse, longestKey } from './folding.js';
import { seenPictures } from './invisible.js';
import { skeletonOf } from './look-alikes.js';

/** What a nickname must not share with another's. Empty for a name of which nothing is seen. */
export interface NameKeys {
  /** The same in names of the same letters, whatever their case, width and blanks. */
  readonly letters: string;
  /** The same in names that look alike, whatever their letters. */
  readonly look: string;
}

/** So thin that letters with one between them look joined. */
const thinBlank = /[\u2006\u2008-\u200a\u202f]/gu;
/** Scripts that are written without blanks, so that one more or less makes no other name. */
const besideDense =
  /(?<=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]) | (?=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])/gu;

/**
 * Two keys, since I looks like l and i does not: no one key could take PayPaI for PayPal and ALI for
 * Ali, and leave All to somebody else.
 */
export function nameKeys(nickname: string): NameKeys {
  const lettersSeen = seenPictures(nickname).normalize('NFKC');
  const lookSeen = seenPictures(nickname.replace(thinBlank, '')).normalize('NFKC');
  return {
    letters: bounded(collapse(lettersSeen.toLowerCase().replaceAll('ς', 'σ').normalize('NFKC'))),
    look: bounded(skeletonOf(collapse(lookSeen).replace(besideDense, ''))),
  };
}

/** Graphs may hold names from before names had a longest: no index keeps a key of any length. */
function bounded(key: string): string {
  return key.length > longestKey ? createHash('sha256').update(key).digest('hex') : key;
}
