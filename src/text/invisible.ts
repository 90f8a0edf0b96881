/**
 * What a reader does not see: Unicode's default-ignorable characters, and what directs, joins or annotates
 * a text without a look of its own, in Syriac, Tifinagh, Brahmi, Khitan, shorthand and hieroglyphs too.
 */
const unseen =
  /[\p{Default_Ignorable_Code_Point}\u206a-\u206f\ufff9-\ufffc\u070f\u2d7f\u{1107f}\u{16fe4}\u{1bc9d}\u{13430}-\u{13440}]/gu;

/** Blanks of every width. Some that are symbols or letters by their category look like nothing else. */
const blank = /[\p{White_Space}\u2800\u{1d159}\u{13441}\u{13442}]/gu;

/** What might be one picture of several: emoji, or a flag with the letters of a region. */
const joined =
  /\p{Extended_Pictographic}[\ufe0e\ufe0f\p{Emoji_Modifier}]*(?:\u200d\p{Extended_Pictographic}[\ufe0e\ufe0f\p{Emoji_Modifier}]*)+|\u{1f3f4}[\u{e0020}-\u{e007f}]+/gu;

/**
 * Turns round the letters or numbers after it, so that a text is not read in the order that it is written
 * in: overrides, embeddings, isolates, and the marks that stand for a letter written from the right.
 */
export const turnsOrder = /[\u061c\u200f\u202a-\u202e\u2066-\u2069]/u;

/**
 * Has no look that Unicode knows: a box, a blank, or what one maker's fonts draw. Code points that are kept
 * for emoji to come are none of these, since phones know new ones before servers do.
 */
export const hasNoLook = /(?!\p{Extended_Pictographic})[\p{Cn}\p{Co}]/u;

/** Whether a text holds what is not seen, besides what emoji are made of. */
export function hidesAnything(text: string): boolean {
  return text.replace(/\p{RGI_Emoji}/gv, '').search(unseen) >= 0;
}

/** A text without what is not seen, its blanks all alike. */
export function seen(text: string): string {
  return text.replace(unseen, '').replace(blank, ' ');
}

/**
 * As `seen`, but what joins several emoji into one picture stays: 👨‍👩‍👧 does not look like 👨👩👧. Where
 * no such picture is known, they are shown one by one, and what joins them is not seen.
 */
export function seenPictures(text: string): string {
  let from = 0;
  let result = '';
  for (const match of text.matchAll(joined)) {
    result += seen(text.slice(from, match.index));
    result += isPicture(match[0]) ? match[0].replace(/[\ufe0e\ufe0f]/g, '') : seen(match[0]);
    from = match.index + match[0].length;
  }
  return result + seen(text.slice(from));
}

/** How many characters of a text are seen, without blanks before and after. */
export function countSeen(text: string): number {
  const visible = seenPictures(text).trim().normalize('NFC');
  return /[^\p{M}\p{Cf}\p{Cc}\p{Cs} ]/u.test(visible) ? [...visible].length : 0;
}

/** Whether Unicode recommends the sequence, written in full or without its variation selectors. */
function isPicture(sequence: string): boolean {
  const bare = sequence.replace(/[\ufe0e\ufe0f]/g, '');
  const full = bare.replace(
    /(?!\p{Emoji_Presentation})\p{Extended_Pictographic}(?!\p{Emoji_Modifier})/gu,
    '$&\ufe0f',
  );
  return picture.test(bare) || picture.test(full);
}

const picture = /^\p{RGI_Emoji}$/v;
