import Type, { type Static } from 'typebox';
import {
  type DeliveryAttempt,
  deliverySteps,
  type MadeWebhook,
  type Webhook,
  webhookStates,
} from '../../domain/webhook.js';
import { int64 } from '../fields.js';
import { call } from './call.js';
import { after } from './feed-start.js';
import { cursor, identifierText, limit, maybeMicros, oneOf, username } from './fields.js';

const changeTypes = ['followed', 'unfollowed'] as const;
const url = Type.String({ description: 'Where messages go: http or https', maxLength: 1024 });
const description = Type.String({ description: 'What it is for', default: '', maxLength: 200 });
const types = Type.Array(oneOf(changeTypes), {
  description: 'The types of change to tell',
  default: [...changeTypes],
  maxItems: 2,
});
const accounts = Type.Array(username, {
  description: 'Tells only changes that name one of these accounts; none: every change',
  default: [],
  maxItems: 100,
});
const from = oneOf(['start', 'head'], { description: 'Where to begin without after' });

const webhookInfo = {
  id: Type.String(),
  owner: Type.Union([
    Type.String({ description: "A tenant; null: the administrator's" }),
    Type.Null(),
  ]),
  url: Type.String(),
  description: Type.String(),
  types: Type.Array(oneOf(changeTypes)),
  accounts: Type.Array(Type.String()),
  state: oneOf(webhookStates),
  createdAt: int64({ description: 'Microseconds since 1970' }),
  deliveredTo: Type.String({ description: 'The revision up to which all is delivered' }),
  failures: Type.Integer({ description: 'Failed attempts of the message that is next' }),
  failingSince: maybeMicros('When that message failed first'),
  nextAttemptAt: maybeMicros('When it is tried again'),
};
const webhookReply = Type.Object(webhookInfo);
const madeReply = Type.Object({
  secret: Type.String({ description: 'What messages are signed with: shown this once' }),
  ...webhookInfo,
});
/** What came of one attempt to reach a receiver. */
export const attemptInfo = {
  durationMs: Type.Integer(),
  status: Type.Union([Type.Integer(), Type.Null()]),
  failedStep: Type.Union([oneOf(deliverySteps), Type.Null()]),
  detail: Type.String({ description: 'What went wrong' }),
};
const attemptReply = Type.Object({
  messageId: Type.String({ description: 'The webhook-id header' }),
  revision: Type.String(),
  attempt: Type.Integer({ description: "1 for the message's first" }),
  at: int64({ description: 'Microseconds since 1970' }),
  ...attemptInfo,
});

export function toWebhookReply({
  owner,
  types: told,
  accounts: named,
  ...webhook
}: Webhook): Static<typeof webhookReply> {
  return { ...webhook, owner: owner?.id ?? null, types: [...told], accounts: [...named] };
}

export function toMadeWebhookReply({ secret, ...webhook }: MadeWebhook): Static<typeof madeReply> {
  return { secret, ...toWebhookReply(webhook) };
}

export function toAttemptReply(attempt: DeliveryAttempt): Static<typeof attemptReply> {
  return { ...attempt };
}

/** `POST /v1/webhooks`. */
export const createWebhook = call({
  method: 'POST',
  path: '/webhooks',
  operationId: 'createWebhook',
  summary: '创建webhook',
  description:
    'Has changes posted to an address, signed as Standard Webhooks 1.0 says. The secret is shown this once.',
  access: 'any',
  secret: true,
  status: 201,
  body: Type.Object(
    {
      url,
      description,
      types,
      accounts,
      after,
      from: Type.Unsafe<'start' | 'head'>({ ...from, default: 'head' }),
    },
    { examples: [{ url: 'https://example.com/follows', types: ['followed'], from: 'head' }] },
  ),
  failures: ['callback_refused', 'too_many_webhooks', 'revision_unknown', 'ledger_changed'],
  reply: madeReply,
});

/** `GET /v1/webhooks`. */
export const listWebhooks = call({
  method: 'GET',
  path: '/webhooks',
  operationId: 'listWebhooks',
  summary: 'webhook列表',
  description: "The caller's webhooks, without their secrets; for the administrator, all.",
  access: 'any',
  reply: Type.Object({ items: Type.Array(webhookReply) }),
});

const one = {
  path: '/webhooks/:id',
  access: 'any',
  params: Type.Object({ id: identifierText('A webhook, by its id') }),
  failures: ['webhook_unknown'],
} as const;

/** `GET /v1/webhooks/{id}`. */
export const getWebhook = call({
  ...one,
  method: 'GET',
  operationId: 'getWebhook',
  summary: 'webhook',
  description: 'A webhook, and how its deliveries stand.',
  etag: true,
  reply: webhookReply,
});

/** `PATCH /v1/webhooks/{id}`. */
export const editWebhook = call({
  ...one,
  method: 'PATCH',
  operationId: 'editWebhook',
  summary: '修改webhook',
  description:
    'Changes what is given. paused false also takes up a webhook that was ended; a new address gets what the old one missed.',
  body: Type.Object(
    {
      url: Type.Optional(url),
      description: Type.Optional(Type.String({ maxLength: 200 })),
      types: Type.Optional(Type.Array(oneOf(changeTypes), { maxItems: 2 })),
      accounts: Type.Optional(Type.Array(username, { maxItems: 100 })),
      paused: Type.Optional(Type.Boolean()),
    },
    { examples: [{ paused: true }] },
  ),
  failures: ['webhook_unknown', 'callback_refused'],
  reply: webhookReply,
});

/** `DELETE /v1/webhooks/{id}`. */
export const deleteWebhook = call({
  ...one,
  method: 'DELETE',
  operationId: 'deleteWebhook',
  summary: '删除webhook',
  description: 'Ends a webhook at once.',
  status: 204,
});

/** `POST /v1/webhooks/{id}/rotate`. */
export const rotateWebhookSecret = call({
  ...one,
  method: 'POST',
  path: '/webhooks/:id/rotate',
  operationId: 'rotateWebhookSecret',
  summary: '轮换webhook密钥',
  description:
    'Makes a new secret. Messages are signed with both for overlapSeconds more, so that a receiver can change over.',
  secret: true,
  status: 201,
  body: Type.Object({
    overlapSeconds: Type.Integer({ default: 86_400, minimum: 0, maximum: 604_800 }),
  }),
  reply: madeReply,
});

/** `POST /v1/webhooks/{id}/replay`. */
export const replayWebhook = call({
  ...one,
  method: 'POST',
  path: '/webhooks/:id/replay',
  operationId: 'replayWebhook',
  summary: '重新投递',
  description:
    'Goes on after another revision, or from the start or the head (one of the two must be named), back or forth: what comes after it is sent (again), under the same message ids.',
  body: Type.Object({ after, from: Type.Optional(from) }, { examples: [{ from: 'start' }] }),
  failures: ['webhook_unknown', 'revision_unknown', 'ledger_changed'],
  reply: webhookReply,
});

/** `POST /v1/webhooks/{id}/test`. */
export const testWebhook = call({
  ...one,
  method: 'POST',
  path: '/webhooks/:id/test',
  operationId: 'testWebhook',
  summary: '测试webhook',
  description:
    'Sends a signed message of type test now, and tells which step failed: dns, connect, tls, answer or status.',
  reply: Type.Object(attemptInfo),
});

/** `GET /v1/webhooks/{id}/deliveries`. */
export const listDeliveries = call({
  ...one,
  method: 'GET',
  path: '/webhooks/:id/deliveries',
  operationId: 'listDeliveries',
  summary: '投递记录',
  description: 'The last attempts, newest first. At least 1000 are kept.',
  query: Type.Object({ limit: limit(100, 1000), cursor: Type.Optional(cursor) }),
  reply: Type.Object({
    items: Type.Array(attemptReply),
    nextCursor: Type.String(),
    hasMore: Type.Boolean(),
  }),
});
