import Type, { type Static } from 'typebox';
import type { AccountAt } from '../../domain/follow-reads.js';
import { int64 } from '../fields.js';
import { call } from './call.js';
import { asOf, oneOf, otherUsername, username } from './fields.js';

export const accountStates = ['active', 'suspended', 'deleted'] as const;

/** An account's profile, its state and its exact counts. */
export const accountReply = Type.Object({
  username: Type.String(),
  nickname: Type.String(),
  headUrl: Type.String(),
  signature: Type.String(),
  coverImgUrl: Type.String(),
  liveCoverImgUrl: Type.String(),
  country: Type.String(),
  province: Type.String(),
  city: Type.String(),
  sex: Type.Integer({ description: '0 unset, 1 male, 2 female' }),
  state: oneOf(accountStates),
  counts: Type.Object({ followers: int64(), following: int64() }),
  revision: Type.String({ description: 'The revision that the counts are true at' }),
});

export function toAccountReply({
  account,
  state,
  counts,
  head,
}: AccountAt): Static<typeof accountReply> {
  const { anchorStatusFlag: _, ...profile } = account.profile;
  return { username: account.username, ...profile, state, counts, revision: head.revision };
}

const params = Type.Object({ username });

/** `GET /v1/accounts/{username}`. */
export const getAccount = call({
  method: 'GET',
  path: '/accounts/:username',
  operationId: 'getAccount',
  summary: '账号资料与计数',
  description:
    'An account with its exact counts. With asOf, the counts are those of that moment and the profile is that of now.',
  access: 'any',
  params,
  query: Type.Object({ asOf: Type.Optional(asOf) }),
  etag: true,
  failures: ['account_unknown'],
  reply: accountReply,
});

const writeReply = Type.Object({ changed: Type.Boolean(), revision: Type.String() });

/** `PUT /v1/accounts/{username}/state`. */
export const setAccountState = call({
  method: 'PUT',
  path: '/accounts/:username/state',
  operationId: 'setAccountState',
  summary: '停用或恢复账号',
  description:
    'Suspends an account, or restores one. Its follows leave lists and counts at once, and come back with it.',
  access: 'admin',
  params,
  body: Type.Object({ state: oneOf(['active', 'suspended']) }),
  failures: ['account_unknown', 'account_deleted'],
  reply: writeReply,
});

/** `DELETE /v1/accounts/{username}`. */
export const deleteAccount = call({
  method: 'DELETE',
  path: '/accounts/:username',
  operationId: 'deleteAccount',
  summary: '删除账号',
  description: 'Deletes an account for good: its follows end, its username is never given again.',
  access: 'admin',
  params,
  failures: ['account_unknown'],
  reply: writeReply,
});

/** `DELETE /v1/accounts/{username}/followers/{follower}`. */
export const removeFollower = call({
  method: 'DELETE',
  path: '/accounts/:username/followers/:follower',
  operationId: 'removeFollower',
  summary: '移除粉丝',
  description: 'Ends a follow as the owner of the account that is followed.',
  access: 'any',
  params: Type.Object({ username, follower: otherUsername }),
  failures: ['identity_unknown', 'account_unknown', 'device_offline'],
  reply: writeReply,
});

const block = {
  path: '/accounts/:username/blocks/:other',
  access: 'any',
  params: Type.Object({ username, other: otherUsername }),
} as const;
const blockFailures = [
  'identity_unknown',
  'account_unknown',
  'device_offline',
  'self_follow',
] as const;

/** `GET /v1/accounts/{username}/blocks/{other}`. */
export const getBlock = call({
  ...block,
  method: 'GET',
  operationId: 'getBlock',
  summary: '查询拉黑',
  etag: true,
  description: 'Whether an account of yours blocks another, and since when.',
  failures: ['identity_unknown', 'account_unknown'],
  reply: Type.Object({
    blocked: Type.Boolean(),
    blockedAt: Type.Union([int64(), Type.Null()]),
  }),
});

/** `PUT /v1/accounts/{username}/blocks/{other}`. */
export const putBlock = call({
  ...block,
  method: 'PUT',
  operationId: 'block',
  summary: '拉黑',
  description: 'Blocks an account: both follows between the two end, and new ones are refused.',
  failures: blockFailures,
  reply: writeReply,
});

/** `DELETE /v1/accounts/{username}/blocks/{other}`. */
export const deleteBlock = call({
  ...block,
  method: 'DELETE',
  operationId: 'unblock',
  summary: '取消拉黑',
  description: 'Ends a block. Follows that it ended do not come back.',
  failures: blockFailures,
  reply: writeReply,
});
