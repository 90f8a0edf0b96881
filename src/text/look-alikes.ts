import { createRequire } from 'node:module';

/** Unicode's confusables (UTS 39), each character with what stands for all that look like it. */
let lookAlikes: Readonly<Record<string, string>> | undefined;
const load = createRequire(import.meta.url);

const chinese = /^(?=\p{L})\p{Script=Han}/u;

/**
 * A text in which characters that look alike are one, letters of several scripts above all: the skeleton
 * of UTS 39, in lower case. Two Chinese characters stay two, alike or not: those who read them tell 土
 * from 士 and 鹃 from 鹂, and names differ in nothing else. A capital L is not I, l and 1, which are one.
 */
export function skeletonOf(text: string): string {
  lookAlikes ??= load('unhomoglyph/data.json');
  const known = lookAlikes;
  const skeleton = [...text.normalize('NFD')].map((character) => {
    if (character === 'L') return character;
    const standIn = known?.[character] ?? character;
    const kept = chinese.test(character) && chinese.test(standIn);
    return (kept ? character : standIn).toLowerCase();
  });
  return skeleton.join('').normalize('NFD');
}
