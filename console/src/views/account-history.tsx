import { useState } from 'preact/hooks';
import { serverNow } from '../clock.ts';
import { number, signed, zone } from '../format.ts';
import { t } from '../language.ts';
import { useLoad } from '../load.ts';
import { Chart } from '../parts/chart.tsx';
import { SpanChoice } from '../parts/span-choice.tsx';
import { Stat } from '../parts/stat.tsx';
import { Show } from '../parts/states.tsx';
import { server } from '../server.ts';

const spans = { week: 7, month: 30, quarter: 90, year: 365 } as const;
type Span = keyof typeof spans;
const hour = 3_600_000;

/** How an account's followers came and went. */
export function AccountHistory({ username }: { username: string }) {
  const [span, setSpan] = useState<Span>('month');
  const history = useLoad(`${username} ${span}`, (signal) => {
    const unit = span === 'week' ? 'hour' : 'day';
    const from = new Date(serverNow() - (spans[span] * 24 - 1) * hour);
    return server.accounts.history({ username, unit, from, tz: zone() }, { signal });
  });
  return (
    <div class="stack">
      <SpanChoice spans={['week', 'month', 'quarter', 'year']} value={span} choose={setSpan} />
      <Show load={history}>
        {({ items }) => {
          const times = items.map(({ start }) => Date.parse(start) / 1000);
          const gained = items.reduce((sum, item) => sum + item.gained, 0);
          const lost = items.reduce((sum, item) => sum + item.lost, 0);
          return (
            <>
              <dl class="stats">
                <Stat name={t('word.gained')} value={number(gained)} />
                <Stat name={t('word.lost')} value={number(lost)} />
                <Stat name={t('overview.change')} value={signed(gained - lost)} />
              </dl>
              <Chart
                label={t('account.cameAndWent')}
                times={times}
                lines={[
                  {
                    label: t('word.gained'),
                    colour: 'gain',
                    shape: 'bars',
                    values: items.map((item) => item.gained),
                  },
                  {
                    label: t('word.lost'),
                    colour: 'loss',
                    shape: 'bars',
                    values: items.map((item) => -item.lost),
                  },
                ]}
              />
              <Chart
                label={t('account.followersOverTime')}
                times={times}
                lines={[
                  {
                    label: t('word.followers'),
                    colour: 'accent',
                    shape: 'line',
                    values: items.map(({ followers }) => followers),
                  },
                ]}
              />
            </>
          );
        }}
      </Show>
    </div>
  );
}
