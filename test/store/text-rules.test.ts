import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { textRules } from '#guanzhu/store/text-rules.js';
import { searchKey } from '#guanzhu/text/folding.js';
import { nameKeys } from '#guanzhu/text/name-keys.js';
import { runsOf } from '#guanzhu/text/search-text.js';

/** Characters that every release of Node knows: Latin, Greek, Cyrillic, Kana and Chinese. */
const blocks = [
  [0x0020, 0x0530],
  [0x1e00, 0x2000],
  [0x3041, 0x3100],
  [0x4e00, 0x9ff0],
] as const;

/** By the rules' number, what they make of every character. A number is never used twice. */
const digests: Readonly<Record<number, string>> = {
  1: '9c6f18e23cdbff4d2624a1b04e44a5a1bd7638248ab80c3f8ea38521b8d89514',
  2: '667fe47328d399d9d694761ecae7f938209bcfa93441a515bb132eb90de4853e',
};

test('other rules have another number, by which stores know that older ones wrote them', () => {
  const hash = createHash('sha256');
  for (const [first, end] of blocks) {
    for (let code = first; code < end; code += 1) {
      const text = `a${String.fromCodePoint(code)}国`;
      hash.update(JSON.stringify([nameKeys(text), searchKey(text), runsOf(text)]));
    }
  }
  expect(hash.digest('hex'), 'count textRules up by one, and note the digest by it').toBe(
    digests[textRules],
  );
});
