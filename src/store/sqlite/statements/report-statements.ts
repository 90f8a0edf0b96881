import type { SearchCount } from '../../../domain/attribution-report.js';
import type { Micros } from '../../../domain/time.js';
import type { GroupRow, SearchRow } from '../../attribution-groups.js';
import { statement } from './statement.js';

export interface AttributionParams {
  readonly by: string;
  readonly dayOffset: Micros;
  /** 1 for follows that came from no search only. */
  readonly direct: number;
  readonly tenant: string | null;
  /** The first position left out before, and the last one taken. */
  readonly before: number;
  readonly last: number;
  /** Ends after it have not happened yet. */
  readonly headAt: Micros;
  readonly one: Micros;
  readonly seven: Micros;
  readonly thirty: Micros;
  readonly by1: Micros;
  readonly by7: Micros;
  readonly by30: Micros;
}

const survived = (days: string, bound: string) =>
  `sum(c.at <= @${bound} AND (e.until IS NULL OR e.until - c.at >= @${days}))`;
const endedBy = (cause: number) => `sum(e.cause IS ${cause})`;

const groups = (origin: string) =>
  statement<[AttributionParams], GroupRow>(`
    SELECT
      CASE @by
        WHEN 'query' THEN coalesce(c.query, '')
        WHEN 'search' THEN coalesce(c.search_id, '')
        WHEN 'document' THEN coalesce(c.doc_id, '')
        WHEN 'device' THEN coalesce(d.app_id, '')
        WHEN 'day' THEN date((c.at + @dayOffset) / 1000000, 'unixepoch')
        ELSE iif(c.search_id IS NULL, 'direct', 'search')
      END AS key,
      min(c.query) AS query,
      (min(c.query) IS max(c.query) AND count(c.query) = count(*)) AS queries,
      count(*) AS follows,
      sum(e.until IS NULL) AS live,
      sum(c.at <= @by1) AS of1, sum(c.at <= @by7) AS of7, sum(c.at <= @by30) AS of30,
      ${survived('one', 'by1')} AS survived1,
      ${survived('seven', 'by7')} AS survived7,
      ${survived('thirty', 'by30')} AS survived30,
      ${endedBy(1)} AS request, ${endedBy(2)} AS removal, ${endedBy(3)} AS block,
      ${endedBy(4)} AS suspension, ${endedBy(6)} AS deletion
    FROM changes c
    LEFT JOIN devices d ON d.id = c.device
    LEFT JOIN ended_follows e ON e.follower = c.follower AND e.target = c.target
      AND e.since = c.at AND e.until <= @headAt
    WHERE ${origin} AND c.position > @before AND c.position <= @last
      AND c.type = 1 AND c.cause = 1 AND (@tenant IS NULL OR d.tenant = @tenant)
    GROUP BY key`);

/** Where follows came from. The order of the groups is made where they are few. */
export const reportStatements = {
  attributionOfSearches: groups('c.search_id IS NOT NULL'),
  attributionOfAll: groups('(@direct = 0 OR c.search_id IS NULL)'),
  searchesOfGroups: statement<
    [{ by: string; dayOffset: Micros; tenant: string | null; first: number; end: number }],
    SearchRow
  >(`
    SELECT
      CASE @by
        WHEN 'query' THEN s.query
        WHEN 'device' THEN d.app_id
        WHEN 'day' THEN date(s.minute * 60 + @dayOffset / 1000000, 'unixepoch')
        ELSE ''
      END AS key,
      sum(s.count) AS searches
    FROM searches s JOIN devices d ON d.id = s.device
    WHERE s.minute >= @first AND s.minute < @end AND (@tenant IS NULL OR d.tenant = @tenant)
    GROUP BY key`),
  countSearches: statement<[SearchCount]>(`
    INSERT INTO searches (minute, device, query, count)
    SELECT @minute, id, @query, @count FROM devices WHERE app_id = @appId
    ON CONFLICT (minute, device, query) DO UPDATE SET count = count + excluded.count`),
} as const;
