import { dateTime, number } from '../format.ts';
import { t } from '../language.ts';
import { useEvery, useLoad } from '../load.ts';
import { Empty, Show } from '../parts/states.tsx';
import { server } from '../server.ts';

const refresh = 5_000;
const shown = 20;

/** The last attempts to deliver to a webhook. */
export function WebhookDeliveries({ id }: { id: string }) {
  const attempts = useLoad(id, async (signal) => {
    const { items } = await server.webhooks.deliveries({ id, limit: shown }, { signal });
    return items;
  });
  useEvery(refresh, attempts.reload);
  return (
    <Show load={attempts}>
      {(items) =>
        items.length === 0 ? (
          <Empty text={t('webhooks.noDeliveries')} />
        ) : (
          <div class="scroll" tabIndex={0} role="region" aria-label={t('webhooks.deliveries')}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{t('webhooks.at')}</th>
                  <th scope="col">{t('webhooks.revision')}</th>
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
                {items.map(
                  ({
                    messageId,
                    revision,
                    attempt,
                    at,
                    status,
                    failedStep,
                    detail,
                    durationMs,
                  }) => (
                    <tr key={`${messageId} ${at}`}>
                      <td>{dateTime(at)}</td>
                      <td class="mono">{revision}</td>
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
                  ),
                )}
              </tbody>
            </table>
          </div>
        )
      }
    </Show>
  );
}
