import { GuanzhuError } from '../domain/errors.js';
import type { ProfileChanges } from '../domain/finder.js';
import { countSeen, turnsOrder } from '../text/invisible.js';
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

/**
 * 2 to 30 characters as a reader counts them: what is not seen is none of the two. Without control
 * characters and line ends, and in the order in which it is read; outer blanks are dropped.
 */
function readNickname(text: string, field: string): string {
  const nickname = text.trim();
  const length = nickname.length > 60 ? Number.POSITIVE_INFINITY : [...nickname].length;
  const seen = length > 30 ? 0 : countSeen(nickname);
  if (seen < 2 || /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(nickname) || turnsOrder.test(nickname)) {
    throw new GuanzhuError('parameter_invalid', { field });
  }
  return nickname;
}
