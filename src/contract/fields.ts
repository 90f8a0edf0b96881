import Type from 'typebox';
import { roleTypes } from '../domain/identity.js';
import { rules } from '../domain/rule.js';
import { worded } from './schema-rules.js';

/** Identifiers are opaque, but a control character in one is always a mistake. */
export const identifier = {
  maxLength: 256,
  ...worded('^[^\\u0000-\\u001f\\u007f]*$', rules.noControls),
};

// The request fields that most operations share.
export const appId = Type.String({ description: '设备ID', ...identifier });
export const myUserName = Type.String({ description: '自己的username', ...identifier });
export const myRoleType = Type.Integer({ description: '自己的roletype', enum: [...roleTypes] });
export const toUserName = Type.String({ description: '对方的username', ...identifier });

/** A cursor or another sealed text of ours: it is read back by its maker only. */
export const cursorText = (description: string) =>
  Type.String({ description, default: '', maxLength: 4096 });
