import Type, { type Static } from 'typebox';
import { type Change, changeCauses } from '../../domain/change.js';
import type { FeedPage } from '../../domain/feed.js';
import { identifier, int64 } from '../fields.js';
import { call } from './call.js';
import { after } from './feed-start.js';
import { cursor, limit, oneOf } from './fields.js';

const change = Type.Object({
  type: oneOf(['followed', 'unfollowed']),
  cause: oneOf(changeCauses),
  revision: Type.String(),
  at: int64({ description: 'Microseconds since 1970' }),
  follower: Type.String(),
  target: Type.String(),
  device: Type.Union([Type.String(), Type.Null()]),
  attribution: Type.Union([
    Type.Object({ searchId: Type.String(), docId: Type.String(), query: Type.String() }),
    Type.Null(),
  ]),
});

export type ChangeItem = Static<typeof change>;

export function toChangeItem(given: Change): ChangeItem {
  const { type, cause, revision, at, follower, target, device, attribution } = given;
  return { type, cause, revision, at, follower, target, device, attribution };
}

const account = Type.Optional(
  Type.String({ description: 'Only changes that name this account', ...identifier }),
);
const from = oneOf(['start', 'head'], {
  default: 'start',
  description: 'Where to begin without after',
});

/** `GET /v1/changes`. */
export const listChanges = call({
  method: 'GET',
  path: '/changes',
  operationId: 'listChanges',
  summary: '变更记录',
  description:
    'The ledger after a revision or a time, without gaps: every change once, oldest first; with order=newest from its end back. nextCursor is where to go on, on the last page too. device and attribution are told to the owner of the device.',
  access: 'any',
  query: Type.Object({
    after,
    from,
    order: oneOf(['oldest', 'newest'], { default: 'oldest' }),
    account,
    limit: limit(100, 1000),
    cursor: Type.Optional(cursor),
  }),
  reply: Type.Object({
    items: Type.Array(change),
    nextCursor: Type.String({
      description: 'Send it as cursor to go on; oldest first as after, too',
    }),
    hasMore: Type.Boolean(),
  }),
});

export function toChangesReply({ items, next, hasMore }: FeedPage) {
  return { items: items.map(toChangeItem), nextCursor: next, hasMore };
}

/** `GET /v1/changes/stream`. */
export const streamChanges = call({
  method: 'GET',
  path: '/changes/stream',
  operationId: 'streamChanges',
  summary: '变更推送',
  description:
    'The same as server-sent events: id is the revision, event the type, data the item as JSON. Begins after Last-Event-ID, after, or from; a comment comes every 15 s without news.',
  access: 'any',
  query: Type.Object({ after, from: oneOf(['start', 'head'], { default: 'head' }), account }),
  headers: Type.Object({
    'Last-Event-ID': Type.Optional(
      Type.String({ description: 'The id of the last event received: goes on after it' }),
    ),
  }),
  replyTexts: {
    'text/event-stream':
      'retry: 1000\nid: 42\nevent: followed\ndata: {"type":"followed","revision":"42","follower":"v2_a@finder","target":"v2_b@finder"}\n\n',
  },
  failures: ['overloaded'],
});

/** A page as server-sent events. The id alone says where the stream stands; a comment, that it lives. */
export function toEvents({ items, next }: FeedPage): string {
  if (items.length === 0) return `id: ${next}\n: nothing new\n\n`;
  return items
    .map(
      (item) =>
        `id: ${item.revision}\nevent: ${item.type}\ndata: ${JSON.stringify(toChangeItem(item))}\n\n`,
    )
    .join('');
}
