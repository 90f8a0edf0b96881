import { useState } from 'preact/hooks';
import { serverNow } from '../clock.ts';
import { saveText, toCsv } from '../csv.ts';
import { number, zone } from '../format.ts';
import { t } from '../language.ts';
import { useLoad } from '../load.ts';
import { Chart } from '../parts/chart.tsx';
import { Choice } from '../parts/choice.tsx';
import { SpanChoice } from '../parts/span-choice.tsx';
import { Stat } from '../parts/stat.tsx';
import { Empty, Show } from '../parts/states.tsx';
import { type AttributionCounts, type AttributionGroup, server } from '../server.ts';

type By = 'query' | 'document' | 'search' | 'day';
const day = 86_400_000;
const spans = { week: 7, month: 30, quarter: 90 } as const;
type Span = keyof typeof spans;
const shown = 200;

/** Which searches led to follows, and whether those lasted. */
export function Searches() {
  const [by, setBy] = useState<By>('query');
  const [span, setSpan] = useState<Span>('quarter');
  const report = useLoad(`${by} ${span}`, async (signal) => {
    const asked = { from: new Date(serverNow() - spans[span] * day).toISOString(), tz: zone() };
    const [groups, searches, days] = await Promise.all([
      server.reports.attribution({ ...asked, by, limit: shown }, { signal }),
      server.reports.attribution({ ...asked, by: 'search', limit: 1 }, { signal }),
      server.reports.attribution({ ...asked, by: 'day', limit: 1000 }, { signal }),
    ]);
    return { groups, searches: searches.groups, days: days.items };
  });
  return (
    <>
      <div class="head">
        <div>
          <h1>{t('nav.searches')}</h1>
          <p class="tiny">{t('searches.lead')}</p>
        </div>
        <SpanChoice spans={['week', 'month', 'quarter']} value={span} choose={setSpan} />
      </div>
      <Show load={report}>
        {({ groups, searches, days }) =>
          groups.total.follows === 0 && groups.total.searches === 0 ? (
            <section class="card">
              <Empty text={t('searches.none')} />
            </section>
          ) : (
            <>
              <Funnel searches={searches} total={groups.total} />
              <section class="card">
                <h2>{t('searches.byDay')}</h2>
                <Days days={days} />
              </section>
              <section class="card">
                <div class="head">
                  <Choice
                    label={t('searches.by')}
                    value={by}
                    options={[
                      ['query', t('searches.query')],
                      ['document', t('searches.document')],
                      ['search', t('searches.search')],
                      ['day', t('searches.day')],
                    ]}
                    choose={setBy}
                  />
                  <button
                    type="button"
                    onClick={() => saveText(`guanzhu-${by}.csv`, 'text/csv', csvOf(groups.items))}
                  >
                    {t('searches.csv')}
                  </button>
                </div>
                <Groups groups={groups.items} />
                {groups.hasMore && (
                  <p class="soft tiny">
                    {t('searches.first', { shown: number(shown), groups: number(groups.groups) })}
                  </p>
                )}
              </section>
            </>
          )
        }
      </Show>
    </>
  );
}

/** What of the searches is left, step by step. */
function Funnel({ searches, total }: { searches: number; total: AttributionCounts }) {
  const { searches: all, follows, live, survival } = total;
  return (
    <dl class="stats">
      <Stat name={t('searches.all')} value={number(all ?? 0)} />
      <Stat
        name={t('searches.searches')}
        value={share(searches, all ?? 0)}
        note={t('searches.outOf', { survived: number(searches), of: number(all ?? 0) })}
      />
      <Stat name={t('searches.follows')} value={number(follows)} />
      {survival.map(({ days, of, survived }) => (
        <Stat
          key={days}
          name={t('searches.survived', { days })}
          value={share(survived, of)}
          note={t('searches.outOf', { survived: number(survived), of: number(of) })}
        />
      ))}
      <Stat
        name={t('searches.live')}
        value={share(live, follows)}
        note={t('searches.outOf', { survived: number(live), of: number(follows) })}
      />
    </dl>
  );
}

const share = (part: number, whole: number) =>
  whole === 0 ? '–' : `${number(Math.round((part / whole) * 1000) / 10)}%`;

function Days({ days }: { days: readonly AttributionGroup[] }) {
  const inOrder = [...days].sort((a, b) => a.key.localeCompare(b.key));
  return (
    <Chart
      label={t('searches.byDay')}
      times={inOrder.map(({ key }) => new Date(`${key}T00:00:00`).getTime() / 1000)}
      lines={[
        {
          label: t('searches.follows'),
          colour: 'line',
          shape: 'bars',
          values: inOrder.map(({ follows }) => follows),
        },
        {
          label: t('searches.live'),
          colour: 'gain',
          shape: 'bars',
          values: inOrder.map(({ live }) => live),
        },
      ]}
    />
  );
}

function Groups({ groups }: { groups: readonly AttributionGroup[] }) {
  const days = groups[0]?.survival.map((each) => each.days) ?? [];
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={t('searches.table')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('searches.key')}</th>
            <th scope="col" class="end">
              {t('searches.all')}
            </th>
            <th scope="col" class="end">
              {t('searches.follows')}
            </th>
            <th scope="col" class="end">
              {t('searches.live')}
            </th>
            {days.map((each) => (
              <th key={each} scope="col" class="end">
                {t('searches.survived', { days: each })}
              </th>
            ))}
            <th scope="col" class="end">
              {t('searches.ended')}
            </th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <tr key={group.key}>
              <td class="break">
                {group.key}
                {group.query !== null && group.query !== group.key && (
                  <span class="soft"> {group.query}</span>
                )}
              </td>
              <td class="end">{group.searches === null ? '–' : number(group.searches)}</td>
              <td class="end">{number(group.follows)}</td>
              <td class="end">{number(group.live)}</td>
              {group.survival.map(({ days, of, survived }) => (
                <td key={days} class="end">
                  {share(survived, of)}
                </td>
              ))}
              <td class="end">{number(endedOf(group))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const endedOf = ({ unfollows }: AttributionGroup) =>
  Object.values(unfollows).reduce((sum, count) => sum + count, 0);

function csvOf(groups: readonly AttributionGroup[]): string {
  const days = groups[0]?.survival.map((each) => each.days) ?? [];
  return toCsv([
    [
      'key',
      'query',
      'searches',
      'follows',
      'live',
      ...days.flatMap((each) => [`of${each}`, `survived${each}`]),
      'ended',
    ],
    ...groups.map((group) => [
      group.key,
      group.query ?? '',
      group.searches ?? '',
      group.follows,
      group.live,
      ...group.survival.flatMap(({ of, survived }) => [of, survived]),
      endedOf(group),
    ]),
  ]);
}
