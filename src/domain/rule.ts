import { GuanzhuError } from './errors.js';
import { shownNumber, shownText } from './shown-value.js';

/** A text in both languages. */
export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

/** What a value has to be, as it goes on after the value's name: "must be …", 须为…. */
export type Rule = Bilingual;

const rule = (en: string, zh: string): Rule => ({ en, zh });

/** A time as messages show one. */
const sampleTime = '2026-01-31T08:00:00Z';

// Each rule is told in these words wherever it is broken; those of a schema are made in
// `contract/schema-rules.ts`.
export const rules = {
  text: rule('must be text', '须为文本'),
  truth: rule('must be true or false', '须为true或false'),
  object: rule('must be an object', '须为对象'),
  list: rule('must be a list', '须为数组'),
  wellFormed: rule(
    'must be whole Unicode: half of a surrogate pair or a NUL cannot be kept',
    '须为完整的Unicode文本，不得含半个代理对或NUL',
  ),
  noControls: rule('must have no control characters', '不得含控制字符'),
  line: rule('must be one line without control characters', '须为一行，不得含控制字符'),
  lines: rule(
    'must have no control characters other than tabs and line ends',
    '除制表符与换行外不得含控制字符',
  ),
  readingOrder: rule(
    'must have no characters that turn the order of reading',
    '不得含改变阅读方向的字符',
  ),
  knownCharacters: rule(
    'must have only characters that Unicode assigns, and none of private use',
    '不得含Unicode未分配或私用的字符',
  ),
  offset: rule(
    'must be an offset from UTC such as +08:00, up to 14 hours',
    '须为与UTC的时差，如+08:00，不超过14小时',
  ),
  time: rule(
    `must be a time of RFC 3339 since 1970, such as ${sampleTime}`,
    `须为1970年以来的RFC 3339时间，如${sampleTime}`,
  ),
  moment: rule(
    `must be a time such as ${sampleTime}, or a revision that this server gave`,
    `须为时间（如${sampleTime}）或本服务给出的revision`,
  ),
  followDate: rule(
    `must be microseconds since 1970 or a time such as ${sampleTime}`,
    `须为1970年以来的微秒数，或时间，如${sampleTime}`,
  ),
  columnMap: rule(
    'must be theirs=ours with commas between, each of ours a column of accounts or follows',
    '须为“对方列名=本方列名”，以逗号分隔，本方列名须为账号或关注的列',
  ),
  revision: rule('must be a revision that this server gave', '须为本服务给出的revision'),
  cursor: rule(
    'must be the cursor that a page of this very list gave, untouched',
    '须为同一列表上一页给出的游标，原样传回',
  ),
  sameMoment: rule(
    'must be left out, or be what the page before was read at',
    '须省略，或与上一页所用的一致',
  ),
  searchCookie: rule(
    'must be the cookies of a search for this content by this device that has not expired, untouched',
    '须为该设备以同一content搜索所得、尚未过期的cookies，原样传回',
  ),
  sameSearch: rule(
    'must be the searchID of the search that gave the cookie',
    '须为给出该cookie的搜索的searchID',
  ),
  ownToken: rule('must be the token of the header X-GEWE-TOKEN', '须与请求头X-GEWE-TOKEN相同'),
  httpUrl: rule(
    'must be an http or https address such as https://example.com/hook',
    '须为http或https地址，如https://example.com/hook',
  ),
  noCredentials: rule(
    'must be an address without a user name and a password',
    '须为不含用户名与密码的地址',
  ),
  idempotencyKey: rule(
    'must be sent once and have 1 to 255 visible ASCII characters',
    '须只发送一次，且为1至255个可见的ASCII字符',
  ),
  oneContent: rule(
    'must be accounts or follows where format is csv',
    'format为csv时须为accounts或follows',
  ),
  plainIdentifier: rule(
    'must have no blanks before or after it, and no characters that are not seen',
    '首尾不得有空白，也不得含看不见的字符',
  ),
  /** @param near the one that may have been meant; '' for none. */
  knownParameter: (known: readonly string[], near: string): Rule =>
    rule(
      `is no parameter of this call${near && ` (is it ${near}?)`}, and must be left out: known are ${known.join(', ')}`,
      `不是此接口的参数${near && `（是否为${near}？）`}，须去掉；可用参数为${known.join('、')}`,
    ),
  /** @param least 0 for no lower limit. */
  characters: (least: number, most: number): Rule =>
    least === 0
      ? rule(`must have at most ${most} characters`, `须不超过${most}个字符`)
      : rule(`must have ${least} to ${most} characters`, `须为${least}至${most}个字符`),
  seen: (least: number, most: number): Rule =>
    rule(
      `must have ${least} to ${most} characters that can be seen`,
      `须为${least}至${most}个可见字符`,
    ),
  integer: (least: number | bigint, most: number | bigint): Rule => {
    if (least === -Infinity && most === Infinity) return rule('must be an integer', '须为整数');
    if (most === Infinity) {
      return rule(`must be an integer of at least ${least}`, `须为不小于${least}的整数`);
    }
    if (least === -Infinity) {
      return rule(`must be an integer of at most ${most}`, `须为不大于${most}的整数`);
    }
    return rule(`must be an integer from ${least} to ${most}`, `须为${least}至${most}的整数`);
  },
  oneOf: (words: readonly (string | number)[]): Rule =>
    words.length === 1
      ? rule(`must be ${words[0]}`, `须为${words[0]}`)
      : rule(`must be one of ${words.join(', ')}`, `须为${words.join('、')}之一`),
  buckets: (most: number, unit: string): Rule =>
    rule(
      `must not be after to, nor more than ${most} of the unit (${unit}) before it`,
      `须不晚于to，且与to相距不超过${most}个${unit}`,
    ),
} as const;

/** What came in a value's place, where that is not simply the value. */
export type Found = Bilingual;

/** A length in the place of a value that is too short or too long. */
export const lengthFound = (characters: number): Found => ({
  en: `has ${characters}`,
  zh: `现有${characters}个`,
});

/** The error that a value which breaks a rule ends in: it says the rule and the value. */
export function brokenRule(
  field: string,
  broken: Rule,
  given: unknown,
  found: Found = findingOf(given, field),
): GuanzhuError {
  return new GuanzhuError({
    code: 'parameter_invalid',
    params: {
      field,
      rule: broken.en,
      ruleZh: broken.zh,
      found: found.en,
      foundZh: found.zh,
      value: shownValue(given, field),
    },
  });
}

/** An error of a value by the name that its giver knows it under, and the rule that holds there. */
export function underField(error: GuanzhuError, field: string, there?: Rule): GuanzhuError {
  const { refusal } = error;
  if (refusal.code === 'parameter_invalid') {
    const told = there && { rule: there.en, ruleZh: there.zh };
    return new GuanzhuError({ ...refusal, params: { ...refusal.params, ...told, field } });
  }
  return new GuanzhuError(refusal.code, { ...refusal.params, field });
}

/** The value of another kind than was asked for, with its kind: the text `true` is not true. */
export function kindFound(given: unknown, field: string): Found {
  const shown = shownValue(given, field);
  if (typeof given === 'string') return { en: `is the text ${shown}`, zh: `为文本${shown}` };
  if (isNumber(given)) return { en: `is the number ${shown}`, zh: `为数字${shown}` };
  return findingOf(given, field);
}

function findingOf(given: unknown, field: string): Found {
  if (typeof given === 'string' && given.trim() === '') return { en: 'is empty', zh: '为空' };
  if (Array.isArray(given)) {
    return { en: `is a list of ${given.length}`, zh: `为${given.length}项的数组` };
  }
  if (typeof given === 'object' && given !== null && !isNumber(given)) {
    return { en: 'is an object', zh: '为对象' };
  }
  const shown = shownValue(given, field);
  return { en: `is ${shown}`, zh: `为${shown}` };
}

/** Whole lists and objects are not shown: what is in them is named by its own field. */
function shownValue(given: unknown, field: string): string {
  if (typeof given === 'object' && given !== null && !isNumber(given)) {
    return Array.isArray(given) ? '[…]' : '{…}';
  }
  const text = String(given);
  if (typeof given === 'boolean') return text;
  return isNumber(given) ? shownNumber(text, field) : shownText(text, field);
}

/** Numbers that have no exact `number` come as instances of a class that prints their digits. */
export function isNumber(given: unknown): boolean {
  if (typeof given === 'number') return true;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return false;
  const prototype: unknown = Object.getPrototypeOf(given);
  return prototype !== Object.prototype && prototype !== null;
}
