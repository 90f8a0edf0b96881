import { dateTime, number } from '../format.ts';
import { t } from '../language.ts';
import { Deliveries, shownAttempts, Tested, useReceiver } from '../parts/deliveries.tsx';
import { Empty, Failure } from '../parts/states.tsx';
import { type Callback, server } from '../server.ts';

const tags = { untried: 'tag', working: 'tag good', failing: 'tag bad' } as const;

/** Where setCallback has new followers told, and whether they arrive. */
export function Callbacks({
  callbacks,
  reload,
}: {
  callbacks: readonly Callback[];
  reload: () => void;
}) {
  return (
    <>
      <div class="head">
        <div>
          <h2>{t('callbacks.title')}</h2>
          <p class="tiny">{t('callbacks.lead')}</p>
        </div>
      </div>
      {callbacks.length === 0 && (
        <section class="card">
          <Empty text={t('callbacks.none')} />
        </section>
      )}
      {callbacks.map((callback) => (
        <CallbackCard key={callback.id} callback={callback} reload={reload} />
      ))}
    </>
  );
}

function CallbackCard({ callback, reload }: { callback: Callback; reload: () => void }) {
  const { id, tenant, url, state, failures, nextAttemptAt, lastSuccessAt, lastError } = callback;
  const { tested, error, round, test } = useReceiver(reload);
  return (
    <section class="card" aria-label={url}>
      <div class="row">
        <span class={tags[state]}>
          {t(state === 'failing' && failures === 0 ? 'callbacks.unreached' : `callbacks.${state}`)}
        </span>
        <h2 class="grow break mono">{url}</h2>
      </div>
      <p class="soft tiny break">{[id, tenant].join(' · ')}</p>
      <p>
        {lastSuccessAt !== null && t('callbacks.lastSuccess', { at: dateTime(lastSuccessAt) })}{' '}
        {failures > 0 && (
          <span class="loss">{t('webhooks.failures', { count: number(failures) })} </span>
        )}
        {nextAttemptAt !== null && (
          <span class="soft">{t('webhooks.next', { at: dateTime(nextAttemptAt) })}</span>
        )}
      </p>
      {state === 'failing' && lastError?.failedStep && (
        <p class="loss break">
          {t('webhooks.refused', {
            step: t(`step.${lastError.failedStep}`),
            detail: lastError.detail,
          })}
        </p>
      )}
      <div class="row">
        <button type="button" onClick={() => test(() => server.callbacks.test({ id }))}>
          {t('webhooks.test')}
        </button>
      </div>
      {error !== undefined && <Failure error={error} />}
      {tested && <Tested tested={tested} />}
      <Deliveries
        key={round}
        id={`callback ${id}`}
        to={url}
        title={t('callbacks.follower')}
        read={async (signal) => {
          const page = { id, limit: shownAttempts };
          const { items } = await server.callbacks.deliveries(page, { signal });
          return items.map(({ event, ...attempt }) => ({
            ...attempt,
            key: `${event?.followedAt} ${attempt.at}`,
            what: event?.follower ?? t('callbacks.noEvent'),
          }));
        }}
      />
    </section>
  );
}
