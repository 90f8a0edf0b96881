import { useState } from 'preact/hooks';
import { dateTime, number } from '../format.ts';
import { t } from '../language.ts';
import { useEvery, useLoad } from '../load.ts';
import { Deliveries, shownAttempts, Tested, useReceiver } from '../parts/deliveries.tsx';
import { ShownOnce } from '../parts/shown-once.tsx';
import { Empty, Failure, Show } from '../parts/states.tsx';
import { SureButton } from '../parts/sure-button.tsx';
import { server, type Webhook } from '../server.ts';
import { Callbacks } from './callbacks.tsx';
import { NewWebhookForm } from './new-webhook-form.tsx';

const refresh = 5_000;

/** Where changes are posted to, and whether they arrive. */
export function Webhooks() {
  const webhooks = useLoad('webhooks', async (signal) => {
    const [webhooks, callbacks] = await Promise.all([
      server.webhooks.list({}, { signal }),
      server.callbacks.list({}, { signal }),
    ]);
    return { items: webhooks.items, callbacks: callbacks.items };
  });
  useEvery(refresh, webhooks.reload);
  const [making, setMaking] = useState(false);
  const [secret, setSecret] = useState<string>();
  return (
    <>
      <div class="head">
        <h1>{t('nav.webhooks')}</h1>
        <button type="button" onClick={() => setMaking(true)}>
          {t('webhooks.new')}
        </button>
      </div>
      {making && (
        <NewWebhookForm
          close={() => setMaking(false)}
          made={(webhook) => {
            setMaking(false);
            setSecret(webhook.secret);
            webhooks.reload();
          }}
        />
      )}
      {secret !== undefined && (
        <ShownOnce
          title={t('webhooks.secret')}
          secret={secret}
          close={() => setSecret(undefined)}
        />
      )}
      <Show load={webhooks}>
        {({ items, callbacks }) => (
          <>
            {items.length === 0 && (
              <section class="card">
                <Empty text={t('webhooks.none')} />
              </section>
            )}
            {items.map((webhook) => (
              <WebhookCard
                key={webhook.id}
                webhook={webhook}
                reload={webhooks.reload}
                show={setSecret}
              />
            ))}
            <Callbacks callbacks={callbacks} reload={webhooks.reload} />
          </>
        )}
      </Show>
    </>
  );
}

function WebhookCard({
  webhook,
  reload,
  show,
}: {
  webhook: Webhook;
  reload: () => void;
  show: (secret: string) => void;
}) {
  const { id, url, owner, state, description, types, deliveredTo, failures, nextAttemptAt } =
    webhook;
  const { tested, error, round, act, test } = useReceiver(reload);
  return (
    <section class="card" aria-label={url}>
      <div class="row">
        <span class={state === 'active' ? 'tag good' : 'tag bad'}>{t(`webhooks.${state}`)}</span>
        <h2 class="grow break mono">{url}</h2>
      </div>
      <p class="soft tiny break">
        {[
          id,
          owner ?? t('webhooks.admin'),
          description,
          types.map((type) => t(`word.${type}`)).join('、'),
        ]
          .filter((part) => part !== '')
          .join(' · ')}
      </p>
      <p>
        {t('webhooks.deliveredTo', { revision: deliveredTo })}
        {failures > 0 && (
          <span class="loss"> {t('webhooks.failures', { count: number(failures) })}</span>
        )}
        {nextAttemptAt !== null && (
          <span class="soft"> {t('webhooks.next', { at: dateTime(nextAttemptAt) })}</span>
        )}
      </p>
      <div class="row">
        <button type="button" onClick={() => test(() => server.webhooks.test({ id }))}>
          {t('webhooks.test')}
        </button>
        <button
          type="button"
          onClick={() => act(() => server.webhooks.update({ id, paused: state === 'active' }))}
        >
          {state === 'active' ? t('live.pause') : t('live.goOn')}
        </button>
        <SureButton
          question={t('webhooks.replaySure')}
          act={() => act(() => server.webhooks.replay({ id, from: 'start' }))}
        >
          {t('webhooks.replay')}
        </SureButton>
        <SureButton
          class="plain"
          question={t('devices.rotateSure')}
          act={() =>
            act(async () => {
              const made = await server.webhooks.rotate({ id, overlapSeconds: 3600 });
              show(made.secret);
            })
          }
        >
          {t('devices.rotate')}
        </SureButton>
        <SureButton
          class="plain danger"
          question={t('webhooks.deleteSure')}
          act={() => act(() => server.webhooks.delete({ id }))}
        >
          {t('devices.delete')}
        </SureButton>
      </div>
      {error !== undefined && <Failure error={error} />}
      {tested && <Tested tested={tested} />}
      <Deliveries
        key={round}
        id={`webhook ${id}`}
        to={url}
        title={t('webhooks.revision')}
        read={async (signal) => {
          const page = { id, limit: shownAttempts };
          const { items } = await server.webhooks.deliveries(page, { signal });
          return items.map(({ messageId, revision, ...attempt }) => ({
            ...attempt,
            key: `${messageId} ${attempt.at}`,
            what: revision,
          }));
        }}
      />
    </section>
  );
}
