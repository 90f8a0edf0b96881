import Type, { type Static } from 'typebox';
import type { HistoryBucket, HistoryRequest } from '../../domain/history.js';
import { brokenRule, rules } from '../../domain/rule.js';
import type { Micros } from '../../domain/time.js';
import { int64 } from '../fields.js';
import { readTime } from './as-of.js';
import { call } from './call.js';
import { oneOf, username } from './fields.js';
import { readOffset, tz } from './zone.js';

const time = (description: string) => Type.Optional(Type.String({ description, maxLength: 64 }));

/** Which buckets. */
export const historyQuery = Type.Object({
  unit: oneOf(['hour', 'day'], { default: 'day', description: 'How long a bucket lasts' }),
  from: time('RFC 3339; the bucket that holds it is the first. Default: 30 buckets'),
  to: time('RFC 3339; the bucket that holds it is the last. Default: now'),
  tz,
});

const bucket = Type.Object({
  start: Type.String({ description: 'RFC 3339, in the zone of tz' }),
  gained: int64(),
  lost: int64(),
  followers: int64({ description: 'At the end of the bucket' }),
});

/** `GET /v1/accounts/{username}/history`. */
export const getHistory = call({
  method: 'GET',
  path: '/accounts/:username/history',
  operationId: 'getHistory',
  summary: '粉丝增减历史',
  description:
    'Followers gained and lost by hour or day, at most 1000 buckets, exact, those without a change too.',
  access: 'any',
  params: Type.Object({ username }),
  query: historyQuery,
  failures: ['account_unknown'],
  reply: Type.Object({ items: Type.Array(bucket), revision: Type.String() }),
});

const units = { hour: 3_600_000_000, day: 86_400_000_000 } as const;
const [defaultBuckets, mostBuckets] = [30, 1000];

/** @throws GuanzhuError `parameter_invalid`. */
export function readHistoryRequest(
  { unit, from, to, tz: zone }: Static<typeof historyQuery>,
  now: Micros,
): HistoryRequest {
  const width = units[unit];
  const offset = readOffset(zone);
  const bucketOf = (at: Micros) => Math.floor((at + offset) / width);
  const last = bucketOf(to === undefined ? now : readTime(to, 'to'));
  const first = from === undefined ? last - defaultBuckets + 1 : bucketOf(readTime(from, 'from'));
  const buckets = last - first + 1;
  if (buckets < 1 || buckets > mostBuckets) {
    throw brokenRule(
      'from',
      rules.buckets(mostBuckets, unit),
      from ?? startOfBucket(first * width - offset, zone),
    );
  }
  return { start: first * width - offset, width, buckets };
}

export function toBucketReply({ start, ...numbers }: HistoryBucket, zone: string) {
  return { start: startOfBucket(start, zone), ...numbers };
}

/** RFC 3339, in a zone. */
export function startOfBucket(start: Micros, zone: string): string {
  const local = new Date((start + readOffset(zone)) / 1000).toISOString().slice(0, 19);
  return `${local}${zone.replace(' ', '+')}`;
}
