import Type, { type Static } from 'typebox';
import { asGuanzhuError, type Refusal } from '../../domain/errors.js';
import type { FollowList } from '../../domain/graph-reads.js';
import type { FollowRowRequest, RowResult } from '../../domain/graph-writes.js';
import { rows } from '../big-id.js';
import { createBodyReader } from '../body-reader.js';
import { int64 } from '../fields.js';
import { documentedFollow } from '../follow-example.js';
import { toProblem } from '../problems.js';
import { call } from './call.js';
import { asOf, cursor, limit, oneOf, otherUsername, username } from './fields.js';

const { myUserName, toUserName } = documentedFollow.request;

const row = Type.Object({
  op: oneOf(['follow', 'unfollow']),
  follower: username,
  target: otherUsername,
  searchInfo: Type.Optional(
    Type.Object({
      cookies: Type.String({ default: '', maxLength: 4096 }),
      searchId: Type.String({ default: '', maxLength: 64 }),
      docId: Type.String({ default: '', maxLength: 1024 }),
    }),
  ),
});

const rowReply = Type.Object({
  changed: Type.Optional(Type.Boolean()),
  revision: Type.Optional(Type.String()),
  error: Type.Optional(Type.Object({ code: Type.String(), detail: Type.String() })),
});

/** `POST /v1/follows/batch`. */
export const batchFollows = call({
  method: 'POST',
  path: '/follows/batch',
  operationId: 'batchFollows',
  summary: '批量关注与取消关注',
  description:
    'Carries out up to 1000 rows in one commit; results in order. A row that fails leaves the others alone. With dryRun, tells what each row would do and writes nothing. Idempotency-Key makes a repeat give the first results again, for 24 hours.',
  access: 'any',
  bodyLimit: 4 * 1024 * 1024,
  headers: Type.Object({
    'Idempotency-Key': Type.Optional(
      Type.String({ description: 'Up to 255 visible ASCII characters, new for each new request' }),
    ),
  }),
  failures: ['idempotency_key_reused', 'idempotency_key_running', 'ledger_changed'],
  body: Type.Object(
    { rows: rows(row, 1000), dryRun: Type.Boolean({ default: false }) },
    { examples: [{ rows: [{ op: 'follow', follower: myUserName, target: toUserName }] }] },
  ),
  reply: Type.Object({ rows: Type.Array(rowReply), dryRun: Type.Boolean() }),
});

const readFields = createBodyReader(row);

/** A row as it came; one that cannot be read becomes the refusal that says why. */
export function readFollowRow(given: unknown): FollowRowRequest | { readonly refusal: Refusal } {
  try {
    const { searchInfo, ...rest } = readFields(given);
    return { ...rest, searchInfo: searchInfo ?? null };
  } catch (error) {
    return { refusal: asGuanzhuError(error).refusal };
  }
}

export function toRowReply(result: RowResult): Static<typeof rowReply> {
  if (!('refusal' in result)) return { changed: result.changed, revision: result.revision };
  const problem = toProblem(result.refusal);
  return { error: { code: problem.code, detail: problem.detail } };
}

const item = Type.Object({
  username: Type.String(),
  nickname: Type.String(),
  headUrl: Type.String(),
  followedAt: int64({ description: 'Microseconds since 1970' }),
});

const listReply = Type.Object({
  items: Type.Array(item),
  nextCursor: Type.String({ description: 'Send it as cursor for the next page; "" at the end' }),
  hasMore: Type.Boolean(),
  revision: Type.String({ description: 'The revision that the page is true at' }),
});

const list = {
  method: 'GET',
  access: 'any',
  params: Type.Object({ username }),
  failures: ['account_unknown'],
  query: Type.Object({
    limit: limit(100, 1000),
    cursor: Type.Optional(cursor),
    order: oneOf(['newest', 'oldest'], { default: 'newest' }),
    asOf: Type.Optional(asOf),
  }),
  reply: listReply,
} as const;

/** `GET /v1/accounts/{username}/followers`, `/following` and `/mutuals`. */
export const followLists = {
  followers: call({
    ...list,
    path: '/accounts/:username/followers',
    operationId: 'listFollowers',
    summary: '粉丝列表',
    description: 'Who follows the account, by when they began.',
  }),
  following: call({
    ...list,
    path: '/accounts/:username/following',
    operationId: 'listFollowing',
    summary: '关注列表',
    description: 'Whom the account follows, by when it began.',
  }),
  mutuals: call({
    ...list,
    path: '/accounts/:username/mutuals',
    operationId: 'listMutuals',
    summary: '互相关注列表',
    description:
      'Whom the account follows and is followed by, by when it began to follow them. A page may hold fewer items than asked for and still have more after it.',
  }),
};

export function toListReply({ items, ...rest }: FollowList): Static<typeof listReply> {
  return {
    items: items.map(({ account, followedAt }) => ({
      username: account.username,
      nickname: account.profile.nickname,
      headUrl: account.profile.headUrl,
      followedAt,
    })),
    ...rest,
  };
}

/** `POST /v1/relations/check`. */
export const checkRelations = call({
  method: 'POST',
  path: '/relations/check',
  operationId: 'checkRelations',
  read: true,
  summary: '批量查询关系',
  description: 'How up to 1000 pairs of accounts stand to each other; results in order.',
  access: 'any',
  bodyLimit: 1024 * 1024,
  body: Type.Object(
    {
      pairs: Type.Array(Type.Object({ follower: username, target: otherUsername }), {
        maxItems: 1000,
      }),
      asOf: Type.Optional(asOf),
    },
    { examples: [{ pairs: [{ follower: myUserName, target: toUserName }] }] },
  ),
  reply: Type.Object({
    relations: Type.Array(
      Type.Object({
        following: Type.Boolean(),
        followedBy: Type.Boolean(),
        followedAt: Type.Union([int64(), Type.Null()]),
        revision: Type.String(),
      }),
    ),
  }),
});
