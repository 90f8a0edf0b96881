import { useEffect, useState } from 'preact/hooks';
import { language, setLanguage, t } from '../language.ts';
import { Choice } from '../parts/choice.tsx';
import { failureText, Loading } from '../parts/states.tsx';
import { go, place } from '../router.tsx';
import { readSession, session, signIn } from '../session.ts';

/** The door: by the link that a start prints, or by the administrator's token. */
export function SignIn() {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const [token, setToken] = useState('');

  const attempt = async (proof: Parameters<typeof signIn>[0]) => {
    setBusy(true);
    const code = await signIn(proof).catch(() => 'connection_failed');
    setBusy(false);
    setRefusal(code);
    if (code === undefined && place.value.path === '/sign-in') go('/overview', { replace: true });
    return code;
  };

  useEffect(() => {
    const link = place.value.path === '/sign-in' ? location.hash.slice(1) : '';
    if (link === '') return;
    // The code is spent: it must not stay in the history.
    history.replaceState(null, '', location.pathname);
    void attempt({ link }).then(async (code) => {
      // A reload of a spent link finds the session that it opened.
      if (code !== undefined) await readSession();
      if (session.peek().state === 'in') go('/overview', { replace: true });
    });
  }, []);

  return (
    <main class="door">
      <div class="card">
        <div class="head">
          <h1>关注 Guanzhu</h1>
          <Choice
            label="语言 Language"
            value={language.value}
            options={[
              ['zh', '中文'],
              ['en', 'English'],
            ]}
            choose={setLanguage}
          />
        </div>
        <p class="soft">{t('signIn.lead')}</p>
        {refusal !== undefined && (
          <div class="failure" role="alert">
            <strong>{failureText(refusal)}</strong>
          </div>
        )}
        {busy ? (
          <Loading />
        ) : (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              void attempt({ token });
            }}
          >
            <label>
              {t('signIn.token')}
              <input
                type="password"
                autocomplete="current-password"
                required
                value={token}
                onInput={({ currentTarget }) => setToken(currentTarget.value)}
              />
            </label>
            <button type="submit" class="main">
              {t('signIn.go')}
            </button>
          </form>
        )}
        <p class="soft tiny">{t('signIn.help')}</p>
      </div>
    </main>
  );
}
