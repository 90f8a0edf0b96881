import { useState } from 'preact/hooks';
import { ownHeaders, serverAddress } from '../address.ts';
import { curlOf, pretty } from '../curl.ts';
import { rough } from '../format.ts';
import { t } from '../language.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Prose } from '../parts/prose.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { bodyOf, type InstanceValues, type Operation, type Schema, titleOf } from '../reference.ts';

interface Answer {
  readonly status: number;
  readonly ms: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly text: string;
}

type Sending = undefined | 'sending' | { readonly answer: Answer } | { readonly error: unknown };

/** One call: what it takes, a form that sends it, and what came back. */
export function TryOperation({
  operation,
  values,
}: {
  operation: Operation;
  values: InstanceValues;
}) {
  const { method, path, description, parameters, body: schema } = operation;
  const isContract = path.startsWith('/gewe/');
  const [token, setToken] = useState(isContract ? values.token : '');
  const [given, setGiven] = useState<Readonly<Record<string, string>>>({
    ...(values.username !== undefined && { username: values.username }),
    appId: values.appId,
  });
  const [body, setBody] = useState(schema ? bodyOf(schema, values) : '');
  const [sending, setSending] = useState<Sending>();
  const asked = parameters.filter((parameter) => parameter.in !== 'header');

  const request = buildRequest(operation, given, token, schema ? body : undefined);
  const send = async () => {
    setSending('sending');
    const began = performance.now();
    try {
      const response = await fetch(request.url, {
        method,
        // Without a token the session speaks.
        headers: { ...ownHeaders, ...request.headers },
        ...(schema && { body }),
      });
      const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
      const text = isStream ? t('try.stream') : await response.text();
      if (isStream) await response.body?.cancel();
      const ms = performance.now() - began;
      setSending({ answer: { status: response.status, ms, headers: [...response.headers], text } });
    } catch (error) {
      setSending({ error });
    }
  };

  return (
    <div class="stack">
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <div class="stack">
          <h2>{titleOf(operation)}</h2>
          <p class="break">
            <span class="verb">{method}</span> <code>{path}</code>
          </p>
          <p class="soft">
            <Prose text={description} />
          </p>
        </div>
        <label>
          {isContract ? 'X-GEWE-TOKEN' : t('try.bearer')}
          <input
            class="mono"
            value={token}
            autocomplete="off"
            placeholder={isContract ? '' : t('try.asAdmin')}
            onInput={({ currentTarget }) => setToken(currentTarget.value)}
          />
        </label>
        {asked.map(({ name, required, description: about, schema: kind }) => (
          <label key={name}>
            <span>
              <code>{name}</code> {required === true && <span class="loss">*</span>}{' '}
              <span class="soft">{about ?? kind?.description}</span>
            </span>
            <input
              required={required === true}
              value={given[name] ?? ''}
              placeholder={kind?.default === undefined ? '' : String(kind.default)}
              onInput={({ currentTarget: { value } }) => setGiven({ ...given, [name]: value })}
            />
          </label>
        ))}
        {schema && (
          <label>
            {t('try.body')}
            <textarea
              class="mono"
              spellcheck={false}
              rows={Math.min(20, body.split('\n').length + 1)}
              value={body}
              onInput={({ currentTarget }) => setBody(currentTarget.value)}
            />
          </label>
        )}
        <div class="row">
          <button type="submit" class="main" disabled={sending === 'sending'}>
            {t('try.send')}
          </button>
          <CopyButton text={curlOf(request)} label={t('calls.copyCurl')} />
        </div>
      </form>
      {sending === 'sending' && <Loading />}
      {typeof sending === 'object' && 'error' in sending && <Failure error={sending.error} />}
      {typeof sending === 'object' && 'answer' in sending && <Answered {...sending.answer} />}
      {schema?.properties && <Fields schema={schema} />}
    </div>
  );
}

function buildRequest(
  { method, path, parameters, bodyType }: Operation,
  given: Readonly<Record<string, string>>,
  token: string,
  body: string | undefined,
) {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(given[name] ?? ''),
  );
  const query = new URLSearchParams();
  for (const { name, in: place } of parameters) {
    const value = given[name];
    if (place === 'query' && value) query.set(name, value);
  }
  const search = query.size === 0 ? '' : `?${query}`;
  const headers: Record<string, string> = {};
  if (token !== '' && path.startsWith('/gewe/')) headers['X-GEWE-TOKEN'] = token;
  else if (token !== '') headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) headers['Content-Type'] = bodyType;
  return { method, url: `${serverAddress}${filled}${search}`, headers, body };
}

function Answered({ status, ms, headers, text }: Answer) {
  return (
    <section class="card" aria-live="polite">
      <div class="row">
        <h2>{t('calls.reply')}</h2>
        <span class={status < 400 ? 'tag good' : 'tag bad'}>HTTP {status}</span>
        <span class="soft tiny">{t('overview.ms', { ms: rough(ms) })}</span>
      </div>
      <pre tabIndex={0}>{text === '' ? t('try.noBody') : pretty(text)}</pre>
      <details>
        <summary>{t('try.headers')}</summary>
        <pre tabIndex={0}>{headers.map(([name, value]) => `${name}: ${value}`).join('\n')}</pre>
      </details>
    </section>
  );
}

function Fields({ schema: { properties = {}, required = [] } }: { schema: Schema }) {
  return (
    <section class="card">
      <h2>{t('try.fields')}</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label={t('try.fields')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('try.name')}</th>
              <th scope="col">{t('try.type')}</th>
              <th scope="col">{t('try.about')}</th>
            </tr>
          </thead>
          <tbody>
            {Object.entries(properties).map(([name, { type = '', description = '' }]) => (
              <tr key={name}>
                <td>
                  <code>{name}</code>
                  {required.includes(name) && <span class="loss"> *</span>}
                </td>
                <td class="soft">{type}</td>
                <td>{description}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
