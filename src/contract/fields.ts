import Type, { type TSchemaOptions, type TUnsafe } from 'typebox';
import { roleTypes } from '../domain/identity.js';
import { rules } from '../domain/rule.js';
import { worded } from './schema-rules.js';

/** An integer that 32 bits may not hold: what makes typed clients from the document must be told. */
export const int64 = (options: TSchemaOptions = {}) =>
  Type.Integer({ format: 'int64', ...options });

/** Identifiers are opaque, but a control character in one is always a mistake. Written as every language's expressions are. */
export const identifier = {
  maxLength: 256,
  ...worded('^[^\\x00-\\x1f\\x7f]*$', rules.noControls),
};

/** An integer that is one of a few. */
export function integerOf<const Numbers extends readonly number[]>(
  numbers: Numbers,
  options: object = {},
): TUnsafe<Numbers[number]> {
  return Type.Unsafe<Numbers[number]>(Type.Integer({ ...options, enum: [...numbers] }));
}

// The request fields that most operations share.
export const appId = Type.String({ description: '设备ID', ...identifier });
export const myUserName = Type.String({ description: '自己的username', ...identifier });
export const myRoleType = integerOf(roleTypes, { description: '自己的roletype' });
export const toUserName = Type.String({ description: '对方的username', ...identifier });

/** A cursor or another sealed text of ours: it is read back by its maker only. */
export const cursorText = (description: string) =>
  Type.String({ description, default: '', maxLength: 4096 });
