import { useState } from 'preact/hooks';
import { t } from '../language.ts';
import { useSettled } from '../load.ts';
import { AccountLink } from '../parts/account-link.tsx';
import { EndlessList } from '../parts/endless-list.tsx';
import { go } from '../router.tsx';
import { type AccountEntry, server } from '../server.ts';
import { AccountPage } from './account-page.tsx';

export function Accounts({ rest, query }: { rest: string; query: URLSearchParams }) {
  return rest === '' ? (
    <AccountSearch start={query.get('query') ?? ''} />
  ) : (
    <AccountPage key={rest} username={rest} />
  );
}

/** All accounts, or those that a text finds, as it is typed. */
function AccountSearch({ start }: { start: string }) {
  const [text, setText] = useState(start);
  const wanted = useSettled(text.trim());
  return (
    <>
      <div class="head">
        <h1>{t('nav.accounts')}</h1>
      </div>
      <section class="card">
        <label>
          {t('accounts.search')}
          <input
            type="search"
            placeholder={t('finder.placeholder')}
            value={text}
            onInput={({ currentTarget: { value } }) => {
              setText(value);
              go(value === '' ? '/accounts' : `/accounts?query=${encodeURIComponent(value)}`, {
                replace: true,
              });
            }}
          />
        </label>
        <EndlessList<AccountEntry>
          key={wanted}
          label={t('nav.accounts')}
          empty={wanted === '' ? t('accounts.none') : t('accounts.notFound', { text: wanted })}
          idOf={({ username }) => username}
          read={(cursor) =>
            server.accounts.list({
              limit: 50,
              ...(wanted !== '' && { query: wanted }),
              ...(cursor !== undefined && { cursor }),
            })
          }
        >
          {({ state, ...account }) => (
            <div class="row">
              <span class="grow">
                <AccountLink {...account} />
              </span>
              {state !== 'active' && <span class="tag bad">{t(`account.state.${state}`)}</span>}
            </div>
          )}
        </EndlessList>
      </section>
    </>
  );
}
