import Type, { type Static } from 'typebox';
import { type CallbackAttempt, type CallbackView, callbackStates } from '../../domain/callback.js';
import { int64 } from '../fields.js';
import { call } from './call.js';
import { cursor, identifierText, limit, maybeMicros, oneOf } from './fields.js';
import { attemptInfo } from './webhooks.js';

const attemptReply = Type.Object({
  event: Type.Union([
    Type.Object({
      appId: Type.String(),
      follower: Type.String(),
      followedAt: int64({ description: 'Microseconds since 1970' }),
    }),
    Type.Null({ description: 'Nothing was to be told: a test, or the connection tried when set' }),
  ]),
  attempt: Type.Integer({ description: "1 for the event's first, 0 without an event" }),
  at: int64({ description: 'Microseconds since 1970' }),
  ...attemptInfo,
});

const callbackReply = Type.Object({
  id: Type.String({ description: "Its token's id" }),
  tenant: Type.String(),
  url: Type.String({ description: 'Without credentials and query' }),
  state: oneOf(callbackStates),
  deliveredTo: int64({
    description: 'The time up to which every new follower was told, in microseconds since 1970',
  }),
  failures: Type.Integer({ description: 'Failed attempts of the event that is next' }),
  failingSince: maybeMicros('When that event failed first'),
  nextAttemptAt: maybeMicros('When it is tried again'),
  waitingSince: maybeMicros('When the follow began that it tells of'),
  lastSuccessAt: maybeMicros('When the receiver last took something'),
  lastError: Type.Union([attemptReply, Type.Null()], {
    description: 'The last attempt that failed',
  }),
});

export function toCallbackReply({
  tenant,
  lastFailure,
  ...callback
}: CallbackView): Static<typeof callbackReply> {
  const lastError = lastFailure && toCallbackAttemptReply(lastFailure);
  return { ...callback, tenant: tenant.id, lastError };
}

export function toCallbackAttemptReply(attempt: CallbackAttempt): Static<typeof attemptReply> {
  return { ...attempt, event: attempt.event && { ...attempt.event } };
}

/** `GET /v1/callbacks`. */
export const listCallbacks = call({
  method: 'GET',
  path: '/callbacks',
  operationId: 'listCallbacks',
  summary: '回调地址列表',
  description:
    "The addresses that login/setCallback set, and whether new followers arrive there: those of the tenant's tokens; for the administrator, all.",
  access: 'any',
  reply: Type.Object({ items: Type.Array(callbackReply) }),
});

const one = {
  path: '/callbacks/:id',
  access: 'any',
  params: Type.Object({ id: identifierText("A callback, by its token's id") }),
  failures: ['callback_unknown'],
} as const;

/** `GET /v1/callbacks/{id}`. */
export const getCallback = call({
  ...one,
  method: 'GET',
  operationId: 'getCallback',
  summary: '回调地址',
  description: 'A callback address, and how its deliveries stand.',
  etag: true,
  reply: callbackReply,
});

/** `POST /v1/callbacks/{id}/test`. */
export const testCallback = call({
  ...one,
  method: 'POST',
  path: '/callbacks/:id/test',
  operationId: 'testCallback',
  summary: '测试回调地址',
  description:
    'Posts an event that tells nothing (TypeName CallbackTest) now, and tells which step failed: dns, connect, tls, answer or status.',
  reply: Type.Object(attemptInfo),
});

/** `GET /v1/callbacks/{id}/deliveries`. */
export const listCallbackDeliveries = call({
  ...one,
  method: 'GET',
  path: '/callbacks/:id/deliveries',
  operationId: 'listCallbackDeliveries',
  summary: '回调投递记录',
  description: 'The last attempts to reach the address, newest first. At least 1000 are kept.',
  query: Type.Object({ limit: limit(100, 1000), cursor: Type.Optional(cursor) }),
  failures: ['callback_unknown', 'ledger_changed'],
  reply: Type.Object({
    items: Type.Array(attemptReply),
    nextCursor: Type.String(),
    hasMore: Type.Boolean(),
  }),
});
