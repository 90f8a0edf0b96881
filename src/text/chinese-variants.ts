import hongKong from 'opencc-js/dict/HKVariants';
import toTraditional from 'opencc-js/dict/STCharacters';
import toSimplified from 'opencc-js/dict/TSCharacters';
import taiwan from 'opencc-js/dict/TWVariants';

/**
 * For each character that is written in several ways, simplified, traditional or as in Taiwan and Hong
 * Kong, the one of them that stands for all. Made when first asked for: not every thread compares texts.
 */
let standIns: ReadonlyMap<string, string> | undefined;

/** A text in which characters that differ only in how they are written are one. */
export function foldChinese(text: string): string {
  standIns ??= readStandIns([toTraditional, toSimplified, taiwan, hongKong]);
  const known = standIns;
  let folded = '';
  for (const character of text) folded += known.get(character) ?? character;
  return folded;
}

/** One that is written for two (干 for 乾 and 幹) makes all three one: nobody knows which was meant. */
function readStandIns(dictionaries: readonly string[]): ReadonlyMap<string, string> {
  const groups = new Map<string, Set<string>>();
  for (const row of dictionaries.flatMap((dictionary) => dictionary.split('|'))) {
    const [first = '', ...others] = row.split(' ');
    const group = groups.get(first) ?? new Set([first]);
    groups.set(first, group);
    for (const other of others) {
      for (const member of groups.get(other) ?? [other]) {
        group.add(member);
        groups.set(member, group);
      }
    }
  }
  const found = new Map<string, string>();
  for (const [character, group] of groups) {
    const standIn = [...group].reduce((least, member) => (member < least ? member : least));
    if (standIn !== character) found.set(character, standIn);
  }
  return found;
}
