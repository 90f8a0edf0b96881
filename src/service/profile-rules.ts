import { nicknameLength } from '../contract/profile-fields.js';
import type { ProfileChanges } from '../domain/finder.js';
import { brokenRule, lengthFound, rules } from '../domain/rule.js';
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

/** Characters count as a reader counts them; outer blanks are dropped. */
function readNickname(text: string, field: string): string {
  const nickname = text.trim();
  const { min, max } = nicknameLength;
  const length = [...nickname].length;
  if (length < min || length > max) {
    throw brokenRule(field, rules.characters(min, max), nickname, lengthFound(length));
  }
  if (/\p{Cc}/u.test(nickname)) throw brokenRule(field, rules.line, nickname);
  return nickname;
}
