import { useState } from 'preact/hooks';
import { dateTime, number } from '../format.ts';
import { t } from '../language.ts';
import { useEvery, useLoad } from '../load.ts';
import type { TestDelivery } from '../server.ts';
import { Empty, Show } from './states.tsx';

const refresh = 5_000;
/** How many attempts are shown. */
export const shownAttempts = 20;

interface Attempt extends TestDelivery {
  readonly key: string;
  readonly at: number;
  readonly attempt: number;
  /** What was to be delivered. */
  readonly what: string;
}

/** What a receiver's card does and shows: its acts, the last one's failure, and the last test. */
export function useReceiver(reload: () => void) {
  const [tested, setTested] = useState<TestDelivery>();
  const [error, setError] = useState<unknown>();
  const [round, setRound] = useState(0);
  const act = async (work: () => Promise<unknown>) => {
    try {
      await work();
      setError(undefined);
    } catch (reason) {
      setError(reason);
    }
    setRound(round + 1);
    reload();
  };
  const test = (send: () => Promise<TestDelivery>) => act(async () => setTested(await send()));
  return { tested, error, round, act, test };
}

/** The last attempts to deliver to one receiver. */
export function Deliveries({
  id,
  to,
  title,
  read,
}: {
  id: string;
  /** The receiver's address. */
  to: string;
  /** Over what was to be delivered. */
  title: string;
  read: (signal: AbortSignal) => Promise<readonly Attempt[]>;
}) {
  const attempts = useLoad(id, read);
  useEvery(refresh, attempts.reload);
  return (
    <Show load={attempts}>
      {(items) =>
        items.length === 0 ? (
          <Empty text={t('webhooks.noDeliveries')} />
        ) : (
          <div
            class="scroll"
            tabIndex={0}
            role="region"
            aria-label={`${t('webhooks.deliveries')} ${to}`}
          >
            <table>
              <thead>
                <tr>
                  <th scope="col">{t('webhooks.at')}</th>
                  <th scope="col">{title}</th>
                  <th scope="col" class="end">
                    {t('webhooks.attempt')}
                  </th>
                  <th scope="col">{t('webhooks.result')}</th>
                  <th scope="col" class="end">
                    {t('webhooks.took')}
                  </th>
                </tr>
              </thead>
              <tbody>
                {items.map(({ key, what, attempt, at, status, failedStep, detail, durationMs }) => (
                  <tr key={key}>
                    <td>{dateTime(at)}</td>
                    <td class="mono break">{what}</td>
                    <td class="end">{number(attempt)}</td>
                    <td>
                      <span class={failedStep === null ? 'tag good' : 'tag bad'}>
                        {failedStep === null ? t('calls.ok') : t(`step.${failedStep}`)}
                        {status !== null && ` ${status}`}
                      </span>{' '}
                      <span class="soft tiny break">{detail}</span>
                    </td>
                    <td class="end">{t('overview.ms', { ms: number(durationMs) })}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )
      }
    </Show>
  );
}

/** What came of a test. */
export function Tested({
  tested: { status, failedStep, detail, durationMs },
}: {
  tested: TestDelivery;
}) {
  const ms = number(durationMs);
  return (
    <p role="status" class={failedStep === null ? 'gain' : 'loss'}>
      {failedStep === null
        ? t('webhooks.taken', { ms })
        : t('webhooks.refused', { step: t(`step.${failedStep}`), detail })}
      {status !== null && ` HTTP ${status}`}
    </p>
  );
}
