import Type from 'typebox';
import { identifier, integerOf } from '../fields.js';
import { nicknameLength, signatureLength } from '../profile-fields.js';
import { accountReply, accountStates } from './account.js';
import { call } from './call.js';
import { cursor, limit, oneOf, username } from './fields.js';

const text = Type.Optional(Type.String({ maxLength: 1024 }));
const profile = {
  headUrl: text,
  signature: Type.Optional(Type.String({ maxLength: signatureLength })),
  coverImgUrl: text,
  liveCoverImgUrl: text,
  country: Type.Optional(Type.String({ maxLength: 100 })),
  province: Type.Optional(Type.String({ maxLength: 100 })),
  city: Type.Optional(Type.String({ maxLength: 100 })),
  sex: Type.Optional(integerOf([0, 1, 2])),
};
const nickname = Type.String({
  description: `${nicknameLength.min} to ${nicknameLength.max} characters`,
});

/** `POST /v1/accounts`. */
export const createAccount = call({
  method: 'POST',
  path: '/accounts',
  operationId: 'createAccount',
  summary: '创建账号',
  description: 'Adds an account.',
  access: 'admin',
  status: 201,
  body: Type.Object(
    {
      username: Type.Optional(Type.String({ description: 'Absent: one is made', ...identifier })),
      nickname,
      ...profile,
    },
    { examples: [{ nickname: '关注小店', signature: '每天上新' }] },
  ),
  failures: ['account_exists', 'name_taken'],
  reply: accountReply,
});

/** `GET /v1/accounts`. */
export const listAccounts = call({
  method: 'GET',
  path: '/accounts',
  operationId: 'listAccounts',
  summary: '账号列表',
  description:
    'The accounts of the instance, by username, deleted ones too; with query, those that it finds by name, signature or username, best first.',
  access: 'admin',
  query: Type.Object({
    query: Type.Optional(Type.String({ maxLength: 256 })),
    limit: limit(100, 1000),
    cursor: Type.Optional(cursor),
  }),
  reply: Type.Object({
    items: Type.Array(
      Type.Object({
        username: Type.String(),
        nickname: Type.String(),
        headUrl: Type.String(),
        state: oneOf(accountStates),
      }),
    ),
    nextCursor: Type.String(),
    hasMore: Type.Boolean(),
  }),
});

/** `PATCH /v1/accounts/{username}`. */
export const editAccount = call({
  method: 'PATCH',
  path: '/accounts/:username',
  operationId: 'editAccount',
  summary: '修改账号资料',
  description: 'Edits a profile; what is left out stays.',
  access: 'admin',
  params: Type.Object({ username }),
  body: Type.Object(
    { nickname: Type.Optional(nickname), ...profile },
    { examples: [{ signature: '每天上新' }] },
  ),
  failures: ['account_unknown', 'account_deleted', 'name_taken'],
  reply: accountReply,
});
