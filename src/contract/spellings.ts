/**
 * Members that the documented pages name in two ways: a search replies `cookies`, `searchID` and `docID`
 * for what its next page asks for as `cookie` and `searchId`, and a follow as `searchId` and `docId`;
 * profiles are replied as `nickname` and `headUrl`. A request may use either: under the reply's own name a
 * value would be dropped without a word.
 */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  cookies: ['cookie'],
  cookie: ['cookies'],
  searchId: ['searchID'],
  docId: ['docID'],
  lastBuffer: ['lastBuff'],
  lastBuff: ['lastBuffer'],
  nickName: ['nickname'],
  headImg: ['headUrl', 'headImgUrl'],
};

/** The names that a member may go by, the documented one first. */
export function spellingsOf(name: string): readonly string[] {
  return [name, ...(otherNames[name] ?? [])];
}
