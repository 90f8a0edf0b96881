import type { ComponentChildren } from 'preact';
import { language, type TextKey, t } from '../language.ts';
import type { Load } from '../load.ts';
import { GuanzhuApiError } from '../server.ts';

export function Loading() {
  return (
    <div class="state" role="status">
      <div class="spin" aria-hidden="true" />
      <span>{t('state.loading')}</span>
    </div>
  );
}

export function Empty({ text, children }: { text: string; children?: ComponentChildren }) {
  return (
    <div class="state">
      <p>{text}</p>
      {children}
    </div>
  );
}

/** What went wrong, in words, with what helps to find it in the log. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const { title, detail, requestId } = describe(error);
  return (
    <div class="failure" role="alert">
      <strong>{title}</strong>
      <p class="break">{detail}</p>
      {requestId !== undefined && <p class="soft tiny mono break">X-Request-Id {requestId}</p>}
      {retry && (
        <div>
          <button type="button" onClick={retry}>
            {t('state.retry')}
          </button>
        </div>
      )}
    </div>
  );
}

const known: Readonly<Record<string, TextKey>> = {
  connection_failed: 'failure.connection',
  timeout: 'failure.connection',
  account_unknown: 'failure.account_unknown',
  name_taken: 'failure.name_taken',
  device_exists: 'failure.device_exists',
  parameter_invalid: 'failure.parameter_invalid',
  parameter_missing: 'failure.parameter_missing',
  revision_unknown: 'failure.revision_unknown',
  store_unavailable: 'failure.store_unavailable',
  too_many_attempts: 'failure.too_many_attempts',
  admin_token_invalid: 'failure.admin_token_invalid',
  admin_only: 'failure.admin_token_invalid',
  sign_in_link_invalid: 'failure.sign_in_link_invalid',
  host_refused: 'failure.host_refused',
  callback_refused: 'failure.callback_refused',
};

/** A refusal in the reader's language, where the console knows it; else as the server put it. */
export function failureText(code: string): string {
  const key = known[code];
  return key === undefined ? t('failure.other') : t(key);
}

function describe(error: unknown) {
  if (!(error instanceof GuanzhuApiError)) {
    return { title: t('failure.other'), detail: String(error), requestId: undefined };
  }
  const { code, requestId } = error;
  return { title: failureText(code), detail: `${reasonOf(error)} (${code})`, requestId };
}

/** What the server says of a failure, in the reader's language where it does. */
export function reasonOf({ body, detail }: GuanzhuApiError): string {
  const told: unknown = Object(body).detailZh;
  return language.value === 'zh' && typeof told === 'string' ? told : detail;
}

/** Shows what was loaded, or that it is being loaded, or why it could not be. */
export function Show<T>({
  load: { now, reload },
  children,
}: {
  load: Load<T>;
  children: (value: T) => ComponentChildren;
}) {
  if (now.state === 'loading') return <Loading />;
  if (now.state === 'failed') return <Failure error={now.error} retry={reload} />;
  return <>{children(now.value)}</>;
}
