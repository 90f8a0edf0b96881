import Type, { type Static } from 'typebox';
import {
  type AttributionCounts,
  type AttributionReport,
  type AttributionRequest,
  attributionKeys,
  followOrigins,
} from '../../domain/attribution-report.js';
import { int64 } from '../fields.js';
import { readAsOf, readTime } from './as-of.js';
import { call } from './call.js';
import { asOf, cursor, limit, oneOf } from './fields.js';
import { readOffset, tz } from './zone.js';

const time = (description: string) => Type.Optional(Type.String({ description, maxLength: 64 }));

const query = Type.Object({
  by: oneOf(attributionKeys, { default: 'query', description: 'What to add follows up by' }),
  origin: Type.Optional(
    oneOf(followOrigins, {
      description:
        'Which follows: those that came from a search (the default), from none, or any (by origin: always any)',
    }),
  ),
  from: time('RFC 3339: follows that began from then on'),
  to: time('RFC 3339: follows that began before then'),
  tz,
  asOf: Type.Optional(asOf),
  limit: limit(100, 1000),
  cursor: Type.Optional(cursor),
});

const survival = Type.Object({
  days: Type.Integer(),
  of: int64({ description: 'Follows that began at least so many days ago' }),
  survived: int64({ description: 'Those of them that lasted so long' }),
});
const countsInfo = {
  searches: Type.Union([
    int64({ description: 'Searches that began, by the minute; those that won nothing too' }),
    Type.Null({ description: 'By search, document or origin, and for origin=direct' }),
  ]),
  follows: int64(),
  live: int64(),
  survival: Type.Array(survival),
  unfollows: Type.Object(
    {
      request: int64(),
      removal: int64(),
      block: int64(),
      suspension: int64(),
      deletion: int64(),
    },
    { description: 'The follows that ended, by what ended them' },
  ),
};

const reply = Type.Object({
  by: oneOf(attributionKeys),
  items: Type.Array(
    Type.Object({
      key: Type.String({
        description: "A query, searchId, docId, appId ('' for none), day or origin",
      }),
      query: Type.Union([
        Type.String({ description: 'What was searched for; null where that differs' }),
        Type.Null(),
      ]),
      ...countsInfo,
    }),
  ),
  total: Type.Object(countsInfo, { description: 'All groups together' }),
  groups: int64({ description: 'How many there are on all pages' }),
  nextCursor: Type.String(),
  hasMore: Type.Boolean(),
  revision: Type.String(),
});

/** `GET /v1/reports/attribution`. */
export const reportAttribution = call({
  method: 'GET',
  path: '/reports/attribution',
  operationId: 'reportAttribution',
  summary: '搜索带来的关注',
  description:
    'Which searches won follows, and whether those lasted 1, 7 and 30 days: exact, from the ledger. Most follows first, days latest first; all pages are true at the first one’s revision. A tenant sees what came through its own devices.',
  access: 'any',
  query,
  reply,
});

/** @throws GuanzhuError `parameter_invalid`. */
export function readAttributionRequest(given: Static<typeof query>): AttributionRequest {
  const { by, origin = 'search', from, to, limit: size, cursor: place = '' } = given;
  const moment = readAsOf(given.asOf);
  return {
    by,
    origin: by === 'origin' ? 'any' : origin,
    dayOffset: readOffset(given.tz),
    limit: size,
    cursor: place,
    ...(from !== undefined && { from: readTime(from, 'from') }),
    ...(to !== undefined && { to: readTime(to, 'to') }),
    ...(moment && { asOf: moment }),
  };
}

export function toAttributionReply(
  by: AttributionRequest['by'],
  { items, total, groups, nextCursor, head }: AttributionReport,
): Static<typeof reply> {
  return {
    by,
    items: items.map(({ key, query: searched, ...counts }) => ({
      key,
      query: searched,
      ...toCountsReply(counts),
    })),
    total: toCountsReply(total),
    groups,
    nextCursor,
    hasMore: nextCursor !== '',
    revision: head.revision,
  };
}

function toCountsReply({ survival: each, ...counts }: AttributionCounts) {
  return { ...counts, survival: [...each] };
}
