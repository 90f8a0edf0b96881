/**
 * A text as it is compared in searches: width, ligatures and case are folded. A final sigma is folded
 * too, since lower case depends on what follows it, and a search sees only part of a word.
 */
export function searchForm(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll('ς', 'σ').normalize('NFKC');
}

/** What two nicknames share when a reader would take them for the same name. */
export function nameKey(nickname: string): string {
  return searchForm(nickname).replace(/\s+/gu, ' ').trim();
}
