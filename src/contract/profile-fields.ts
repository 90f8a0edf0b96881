import Type from 'typebox';
import { rules } from '../domain/rule.js';
import { integerOf } from './fields.js';
import { worded } from './schema-rules.js';

/** Texts of one line: a control character in one is always a mistake. */
const line = worded('^[^\\u0000-\\u001f\\u007f-\\u009f]*$', rules.line);
/** Texts that may have several lines. */
const lines = worded(
  '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]*$',
  rules.lines,
);

export const nicknameLength = { min: 2, max: 30 } as const;
export const signatureLength = 400;

// The members of a profile that requests carry.
export const nickName = Type.String({
  description: `昵称，首尾空白不计，${nicknameLength.min}-${nicknameLength.max}个字符`,
});
export const headImg = Type.String({ description: '头像的http(s)链接', maxLength: 1024 });
export const signature = Type.String({
  description: '简介',
  maxLength: signatureLength,
  ...lines,
});
export const sex = integerOf([0, 1, 2], { description: '性别   0:未设置   1:男   2:女' });
export const country = Type.String({ description: '国家', maxLength: 64, ...line });
export const province = Type.String({ description: '省份', maxLength: 64, ...line });
export const city = Type.String({ description: '城市', maxLength: 64, ...line });
