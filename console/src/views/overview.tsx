import { useEffect, useState } from 'preact/hooks';
import { serverNow } from '../clock.ts';
import { dateTime, number, rough, signed, zone } from '../format.ts';
import { t } from '../language.ts';
import { useEvery, useLoad } from '../load.ts';
import { AccountLink } from '../parts/account-link.tsx';
import { Chart } from '../parts/chart.tsx';
import { SpanChoice } from '../parts/span-choice.tsx';
import { Stat } from '../parts/stat.tsx';
import { Empty, Show } from '../parts/states.tsx';
import { type OverviewReply, server } from '../server.ts';
import { Drift } from './drift.tsx';

const spans = {
  day: { unit: 'hour', hours: 24 },
  week: { unit: 'hour', hours: 24 * 7 },
  month: { unit: 'day', hours: 24 * 30 },
  quarter: { unit: 'day', hours: 24 * 90 },
} as const;
type Span = keyof typeof spans;

const refresh = 5_000;
const hour = 3_600_000;

/** What the instance holds, and how it came about. */
export function Overview() {
  const [span, setSpan] = useState<Span>('month');
  const overview = useLoad(span, (signal) => {
    const { unit, hours } = spans[span];
    const from = new Date(serverNow() - (hours - 1) * hour);
    return server.instance.overview({ unit, from, tz: zone() }, { signal });
  });
  useEvery(refresh, overview.reload);
  const lag = useFeedLag();
  return (
    <>
      <div class="head">
        <h1>{t('nav.overview')}</h1>
        <SpanChoice spans={['day', 'week', 'month', 'quarter']} value={span} choose={setSpan} />
      </div>
      <Show load={overview}>
        {(value) => (
          <>
            <Totals overview={value} lag={lag} />
            <Charts overview={value} />
          </>
        )}
      </Show>
    </>
  );
}

function Totals({ overview, lag }: { overview: OverviewReply; lag: number | undefined }) {
  const { accounts, follows, recent, revision, at, items } = overview;
  const gained = items.reduce((sum, { followed }) => sum + followed, 0);
  const lost = items.reduce((sum, { unfollowed }) => sum + unfollowed, 0);
  return (
    <dl class="stats">
      <Stat name={t('overview.accounts')} value={number(accounts)} />
      <Stat name={t('overview.follows')} value={number(follows)} />
      <Stat
        name={t('overview.change')}
        value={signed(gained - lost)}
        note={t('overview.gainedLost', { gained: number(gained), lost: number(lost) })}
      />
      <Stat
        name={t('overview.rate')}
        value={rough(recent.changes / recent.seconds)}
        note={t('overview.rateNote', { seconds: recent.seconds })}
      />
      <Stat
        name={t('overview.position')}
        value={revision}
        note={at === 0 ? t('overview.noChange') : t('overview.lastAt', { at: dateTime(at) })}
      />
      <Stat
        name={t('overview.lag')}
        value={lag === undefined ? '–' : t('overview.ms', { ms: number(lag) })}
        note={lag === undefined ? t('overview.lagWaits') : t('overview.lagNote')}
      />
      <Drift />
    </dl>
  );
}

function Charts({ overview: { items, gainers } }: { overview: OverviewReply }) {
  const times = items.map(({ start }) => Date.parse(start) / 1000);
  return (
    <div class="grid wide-first">
      <section class="card">
        <h2>{t('overview.cameAndWent')}</h2>
        <Chart
          label={t('overview.cameAndWent')}
          times={times}
          lines={[
            {
              label: t('word.followed'),
              colour: 'gain',
              shape: 'bars',
              values: items.map(({ followed }) => followed),
            },
            {
              label: t('word.unfollowed'),
              colour: 'loss',
              shape: 'bars',
              values: items.map(({ unfollowed }) => -unfollowed),
            },
          ]}
        />
        <h2>{t('overview.followsOverTime')}</h2>
        <Chart
          label={t('overview.followsOverTime')}
          times={times}
          lines={[
            {
              label: t('overview.follows'),
              colour: 'accent',
              shape: 'line',
              values: items.map(({ follows }) => follows),
            },
          ]}
        />
      </section>
      <section class="card">
        <h2>{t('overview.gainers')}</h2>
        <p class="soft tiny">{t('overview.gainersSince', { at: dateTime(gainers.since) })}</p>
        {gainers.items.length === 0 ? (
          <Empty text={t('overview.noGainers')} />
        ) : (
          <ol class="list" aria-label={t('overview.gainers')}>
            {gainers.items.map(({ gained, followers, ...account }) => (
              <li key={account.username} class="row">
                <span class="grow">
                  <AccountLink {...account} />
                </span>
                <span class="end">
                  <strong class="gain">{signed(gained)}</strong>
                  <br />
                  <span class="soft tiny">{t('overview.of', { count: number(followers) })}</span>
                </span>
              </li>
            ))}
          </ol>
        )}
      </section>
    </div>
  );
}

/** How long the newest change took to come here, in ms; undefined until one comes. */
function useFeedLag(): number | undefined {
  const [lag, setLag] = useState<number>();
  useEffect(() => {
    const stop = new AbortController();
    void (async () => {
      for await (const { at } of server.changes.stream({}, { signal: stop.signal })) {
        setLag(Math.max(0, Math.round(serverNow() - at / 1000)));
      }
    })().catch(() => {});
    return () => stop.abort();
  }, []);
  return lag;
}
