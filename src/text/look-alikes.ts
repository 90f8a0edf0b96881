import { createRequire } from 'node:module';

/** Unicode's confusables (UTS 39), each character with what stands for all that look like it. */
let lookAlikes: Readonly<Record<string, string>> | undefined;
const load = createRequire(import.meta.url);

/**
 * What the table leaves apart, and names in one line of Chinese cannot be told apart by. Each stands for
 * itself, and for whatever the table says looks like it.
 */
const further = new Map([
  // Strokes that part a name (小店丨北京): all are the bar, which the table says is l. 丨 as a character
  // of its own has no use in names, and no other Chinese character looks like l.
  ...allAs('l', '丨│⏐❘❙❚〡▏'),
  // Dashes, whatever their length, are what the table makes of the long ones: ー, like 一.
  ...allAs('ー', '-⎯⏤᠆֊'),
  ['⸺', 'ーー'],
  ['⸻', 'ーーー'],
  // Waves: a full-width ～ is ~ in NFKC, and 〜 is what other keyboards type for it.
  ...allAs('~', '〜∿∽'),
  // A small palochka: i in the table, yet drawn as l.
  ['ӏ', 'l'],
  // Two hearts that phones draw in one red.
  ['♥', '❤'],
] as const);

function allAs(standIn: string, characters: string) {
  return [...characters].map((character) => [character, standIn] as const);
}

/** A dot above, on letters that have one: i and j are drawn the same with it. Marks below may come between. */
const secondDot = /(?<=[ij][\u0316-\u0319\u031c-\u0333]*)\u0307+/gu;

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
    const standIn = further.get(character) ?? known?.[character] ?? character;
    if (chinese.test(character) && chinese.test(standIn)) return character;
    return [...standIn].map((each) => further.get(each) ?? each.toLowerCase()).join('');
  });
  return skeleton.join('').normalize('NFD').replace(secondDot, '');
}
