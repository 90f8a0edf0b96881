import { useState } from 'preact/hooks';
import { serverAddress } from '../address.ts';
import { curlOf, pretty } from '../curl.ts';
import { clockTime, dateTime, rough } from '../format.ts';
import { language, t } from '../language.ts';
import { useEvery, useLoad } from '../load.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Prose } from '../parts/prose.tsx';
import { Empty, Show } from '../parts/states.tsx';
import { Link } from '../router.tsx';
import { type AnsweredCall, server } from '../server.ts';

const refresh = 2_000;

/** The last calls of each device, and why one failed. */
export function Calls() {
  const [device, setDevice] = useState('');
  const [failedOnly, setFailedOnly] = useState(false);
  const calls = useLoad('calls', async (signal) => {
    const { items } = await server.instance.calls({ limit: 1000 }, { signal });
    return items;
  });
  useEvery(refresh, calls.reload);
  return (
    <>
      <div class="head">
        <div>
          <h1>{t('nav.calls')}</h1>
          <p class="tiny">{t('calls.lead')}</p>
        </div>
      </div>
      <Show load={calls}>
        {(items) => {
          const devices = [...new Set(items.map(({ appId }) => appId))].sort();
          const rows = items.filter(
            ({ appId, failure }) =>
              (device === '' || appId === device) && (!failedOnly || failure !== null),
          );
          return (
            <>
              <div class="row" style={{ alignItems: 'end' }}>
                <label>
                  {t('calls.device')}
                  <select
                    value={device}
                    onChange={({ currentTarget }) => setDevice(currentTarget.value)}
                  >
                    <option value="">{t('live.all')}</option>
                    {devices
                      .filter((appId) => appId !== '')
                      .map((appId) => (
                        <option key={appId}>{appId}</option>
                      ))}
                  </select>
                </label>
                <label class="check">
                  <input
                    type="checkbox"
                    checked={failedOnly}
                    onChange={({ currentTarget }) => setFailedOnly(currentTarget.checked)}
                  />
                  {t('calls.failedOnly')}
                </label>
              </div>
              <section class="card">
                {rows.length === 0 ? (
                  <Empty text={items.length === 0 ? t('calls.none') : t('live.noMatch')}>
                    <Link to="/try">{t('calls.toTry')}</Link>
                  </Empty>
                ) : (
                  <ul class="list" aria-label={t('nav.calls')}>
                    {rows.map((call) => (
                      <li key={call.requestId}>
                        <Call call={call} />
                      </li>
                    ))}
                  </ul>
                )}
              </section>
            </>
          );
        }}
      </Show>
    </>
  );
}

function Call({ call }: { call: AnsweredCall }) {
  const { at, path, appId, ms, failure, requestId, tenant, token, request, reply } = call;
  const hasBody = request !== '' && request !== 'null';
  const curl = curlOf({
    method: 'POST',
    url: serverAddress + path,
    headers: { 'X-GEWE-TOKEN': '$GUANZHU_TOKEN', 'Content-Type': 'application/json' },
    body: hasBody ? request : '',
  }).replace("'X-GEWE-TOKEN: $GUANZHU_TOKEN'", '"X-GEWE-TOKEN: $GUANZHU_TOKEN"');
  return (
    <details class="call">
      <summary>
        <time class="soft tiny" title={dateTime(at)}>
          {clockTime(at)}
        </time>
        <span class="break">
          <code>{path.replace('/gewe/v2/api', '')}</code>{' '}
          <span class="soft tiny mono">{appId || t('calls.noDevice')}</span>
        </span>
        <span class="soft tiny">{t('overview.ms', { ms: rough(ms) })}</span>
        <span class={failure ? 'tag bad' : 'tag good'}>
          {failure ? failure.code : t('calls.ok')}
        </span>
      </summary>
      <div class="stack">
        {failure && (
          <div class="failure">
            <strong>{reasonOf(reply)}</strong>
            <p>
              <Prose text={failure.remedy[language.value]} />
            </p>
            <p class="soft tiny" lang={language.value === 'zh' ? 'en' : 'zh-CN'}>
              <Prose text={failure.remedy[language.value === 'zh' ? 'en' : 'zh']} />
            </p>
          </div>
        )}
        <div class="two">
          <div class="stack">
            <h2>{t('calls.request')}</h2>
            <pre tabIndex={0}>{hasBody ? pretty(request) : t('calls.unread')}</pre>
          </div>
          <div class="stack">
            <h2>{t('calls.reply')}</h2>
            <pre tabIndex={0}>{pretty(reply)}</pre>
          </div>
        </div>
        <div class="row">
          <CopyButton text={curl} label={t('calls.copyCurl')} />
          <span class="soft tiny mono break grow">
            {[tenant, token, `X-Request-Id ${requestId}`].filter((part) => part !== '').join(' · ')}
          </span>
        </div>
      </div>
    </details>
  );
}

/** The reason as the reply has it: the documented envelope has it in one of two places. */
function reasonOf(reply: string): string {
  try {
    const { msg, data }: { msg?: string; data?: { msg?: string } } = JSON.parse(reply);
    return [msg, data?.msg].filter((part) => part !== undefined).join('：');
  } catch {
    return reply;
  }
}
