import { nicknameLength } from '../contract/profile-fields.js';
import type { Profile } from '../domain/account.js';
import type { ProfileChanges } from '../domain/finder.js';
import { brokenRule, lengthFound, rules } from '../domain/rule.js';
import { countSeen, hasNoLook, turnsOrder } from '../text/invisible.js';
import { readHttpUrl } from './http-url.js';

/** What the contract's requests call them. */
const wireNames = { nickname: 'nickName', headUrl: 'headImg' } as const;

/**
 * What a profile may say, made ready to be kept.
 *
 * @throws GuanzhuError `parameter_invalid`, by the name that the field has in requests.
 */
export function checkProfile<Changes extends ProfileChanges>(
  changes: Changes,
  names: { readonly nickname: string; readonly headUrl: string } = wireNames,
): Changes {
  const { nickname, headUrl } = changes;
  const checked =
    nickname === undefined
      ? changes
      : { ...changes, nickname: readNickname(nickname, names.nickname) };
  if (headUrl !== undefined) readHttpUrl(headUrl, names.headUrl);
  return checked;
}

/** What the administrator's calls and imports call them. */
const ownNames = { nickname: 'nickname', headUrl: 'headUrl' } as const;

/**
 * The same for a profile that the administrator gives, where no picture is an empty text.
 *
 * @throws GuanzhuError `parameter_invalid`.
 */
export function checkGivenProfile(changes: Partial<Profile>): Partial<Profile> {
  if (changes.headUrl !== '') return checkProfile(changes, ownNames);
  const { headUrl, ...rest } = changes;
  return { ...checkProfile<Partial<Profile>>(rest, ownNames), headUrl };
}

/** Characters count as a reader counts them; outer blanks are dropped. */
function readNickname(text: string, field: string): string {
  const nickname = text.trim();
  const { min, max } = nicknameLength;
  const length = [...nickname].length;
  if (length < min || length > max) {
    throw brokenRule(field, rules.characters(min, max), nickname, lengthFound(length));
  }
  const seen = countSeen(nickname);
  if (seen < min) throw brokenRule(field, rules.seen(min, max), nickname, lengthFound(seen));
  if (hasNoLook.test(nickname)) throw brokenRule(field, rules.knownCharacters, nickname);
  if (turnsOrder.test(nickname)) throw brokenRule(field, rules.readingOrder, nickname);
  if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(nickname)) throw brokenRule(field, rules.line, nickname);
  return nickname;
}
