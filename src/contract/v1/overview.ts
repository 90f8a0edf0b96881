import Type, { type Static } from 'typebox';
import type { LedgerOverview } from '../../domain/overview.js';
import { int64 } from '../fields.js';
import { call } from './call.js';
import { historyQuery, startOfBucket } from './history.js';

const reply = Type.Object({
  accounts: int64({ description: 'Deleted ones left out' }),
  follows: int64(),
  revision: Type.String(),
  at: int64({ description: "The last change's time, microseconds since 1970" }),
  recent: Type.Object({
    changes: int64({ description: 'Changes in the last seconds' }),
    seconds: Type.Integer(),
  }),
  items: Type.Array(
    Type.Object({
      start: Type.String({ description: 'RFC 3339, in the zone of tz' }),
      followed: int64(),
      unfollowed: int64(),
      follows: int64({ description: 'At the end of the bucket' }),
    }),
  ),
  gainers: Type.Object({
    since: int64({ description: 'Microseconds since 1970' }),
    items: Type.Array(
      Type.Object({
        username: Type.String(),
        nickname: Type.String(),
        headUrl: Type.String(),
        followers: int64(),
        gained: int64({ description: 'Followers won, less those lost' }),
      }),
    ),
  }),
});

/** `GET /v1/overview`. */
export const getOverview = call({
  method: 'GET',
  path: '/overview',
  operationId: 'getOverview',
  summary: '总览',
  description:
    'The instance as a whole: exact totals, follows begun and ended by hour or day (kept by quarters of an hour), and the accounts that gained most among the newest 20,000 changes of those buckets. At most 2 s old.',
  access: 'admin',
  query: historyQuery,
  reply,
});

export function toOverviewReply(given: LedgerOverview, tz: string): Static<typeof reply> {
  const { accounts, follows, head, recent, items, gainers, gainersSince } = given;
  return {
    accounts,
    follows,
    revision: head.revision,
    at: head.at,
    recent: { ...recent },
    items: items.map(({ start, ...sums }) => ({ start: startOfBucket(start, tz), ...sums })),
    gainers: {
      since: gainersSince,
      items: gainers.map(({ account: { username, profile }, ...counts }) => ({
        username,
        nickname: profile.nickname,
        headUrl: profile.headUrl,
        ...counts,
      })),
    },
  };
}
