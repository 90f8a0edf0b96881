/**
 * What a reader does not see: Unicode's default-ignorable characters, and what directs or annotates a
 * text without a look of its own.
 */
const unseen = /[\p{Default_Ignorable_Code_Point}\u206a-\u206f\ufff9-\ufffc]/gu;

/** Blanks of every width. Two that are symbols by their category look like nothing else. */
const blank = /[\p{White_Space}\u2800\u{1d159}]/gu;

/** What might be one picture of several: emoji, or a flag with the letters of a region. */
const joined =
  /\p{Extended_Pictographic}[\ufe0e\ufe0f\p{Emoji_Modifier}]*(?:\u200d\p{Extended_Pictographic}[\ufe0e\ufe0f\p{Emoji_Modifier}]*)+|\u{1f3f4}[\u{e0020}-\u{e007f}]+/gu;

/** Whether a text holds what is not seen, besides what emoji are made of. */
export function hidesAnything(text: string): boolean {
  return text.replace(/\p{RGI_Emoji}/gv, '').search(unseen) >= 0;
}

/** Turns round the letters after it, so that a text is not read in the order that it is written in. */
export const turnsOrder = /[\u202d\u202e]/u;

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
