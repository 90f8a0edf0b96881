import type { Micros } from '../../../domain/time.js';
import type { GroupRow, SearchRow } from '../../attribution-groups.js';
import { type Column, statement, type TextColumn } from './statement.js';

type Params = [
  b: number,
  by: string,
  dayOffset: Micros,
  direct: number,
  tenant: string | null,
  before: number,
  last: number,
  headAt: Micros,
  one: Micros,
  seven: Micros,
  thirty: Micros,
  by1: Micros,
  by7: Micros,
  by30: Micros,
];

const survived = (days: number, bound: number) => `count(*) FILTER (WHERE c.at <= $${bound}::bigint
        AND (e.until IS NULL OR e.until - c.at >= $${days}::bigint))`;
const endedBy = (cause: number) => `count(*) FILTER (WHERE e.cause = ${cause})`;

const groups = (origin: string) =>
  statement<Params, GroupRow>(`
    SELECT
      CASE $2::text
        WHEN 'query' THEN coalesce(c.query, '')
        WHEN 'search' THEN coalesce(c.search_id, '')
        WHEN 'document' THEN coalesce(c.doc_id, '')
        WHEN 'device' THEN coalesce(d.app_id, '')
        WHEN 'day' THEN to_char(to_timestamp(((c.at + $3::bigint) / 1000000)::double precision)
          AT TIME ZONE 'UTC', 'YYYY-MM-DD')
        ELSE CASE WHEN c.search_id IS NULL THEN 'direct' ELSE 'search' END
      END AS key,
      min(c.query) AS query,
      (min(c.query) = max(c.query) AND count(c.query) = count(*))::integer AS queries,
      count(*) AS follows,
      count(*) FILTER (WHERE e.until IS NULL) AS live,
      count(*) FILTER (WHERE c.at <= $12::bigint) AS of1,
      count(*) FILTER (WHERE c.at <= $13::bigint) AS of7,
      count(*) FILTER (WHERE c.at <= $14::bigint) AS of30,
      ${survived(9, 12)} AS survived1,
      ${survived(10, 13)} AS survived7,
      ${survived(11, 14)} AS survived30,
      ${endedBy(1)} AS request, ${endedBy(2)} AS removal, ${endedBy(3)} AS block,
      ${endedBy(4)} AS suspension, ${endedBy(6)} AS deletion
    FROM changes c
    LEFT JOIN devices d ON d.b = c.b AND d.id = c.device
    LEFT JOIN ended_follows e ON e.b = c.follower % 1024 AND e.follower = c.follower
      AND e.target = c.target AND e.since = c.at AND e.until <= $8::bigint
    WHERE c.b = $1 AND ${origin} AND c.position > $6 AND c.position <= $7
      AND c.type = 1 AND c.cause = 1 AND ($5::text IS NULL OR d.tenant = $5::text)
    GROUP BY 1`);

/** Where follows came from. The order of the groups is made where they are few. */
export const reportStatements = {
  attributionOfSearches: groups('$4::integer >= 0 AND c.search_id IS NOT NULL'),
  attributionOfAll: groups('($4::integer = 0 OR c.search_id IS NULL)'),
  searchesOfGroups: statement<
    [b: number, by: string, dayOffset: Micros, tenant: string | null, first: number, end: number],
    SearchRow
  >(`
    SELECT
      CASE $2::text
        WHEN 'query' THEN s.query
        WHEN 'device' THEN d.app_id
        WHEN 'day' THEN to_char(
          to_timestamp((s.minute * 60 + $3::bigint / 1000000)::double precision)
          AT TIME ZONE 'UTC', 'YYYY-MM-DD')
        ELSE ''
      END AS key,
      sum(s.count)::bigint AS searches
    FROM searches s JOIN devices d ON d.b = s.b AND d.id = s.device
    WHERE s.b = $1 AND s.minute >= $5::bigint AND s.minute < $6::bigint
      AND ($4::text IS NULL OR d.tenant = $4::text)
    GROUP BY 1`),
  countSearches: statement<
    [b: number, minutes: Column, appIds: TextColumn, queries: TextColumn, counts: Column]
  >(`
    INSERT INTO searches (b, minute, device, query, count)
    SELECT $1, s.minute, d.id, s.query, s.count
    FROM unnest($2::bigint[], $3::text[], $4::text[], $5::bigint[])
      AS s (minute, app_id, query, count)
    JOIN devices d ON d.b = $1 AND d.app_id = s.app_id
    ON CONFLICT (b, minute, device, query) DO UPDATE SET count = searches.count + excluded.count`),
} as const;
