import { useState } from 'preact/hooks';
import { date, dateTime, number } from '../format.ts';
import { type TextKey, t } from '../language.ts';
import { useLoad } from '../load.ts';
import { AccountLink, Face } from '../parts/account-link.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { EndlessList } from '../parts/endless-list.tsx';
import { Stat } from '../parts/stat.tsx';
import { Failure, Show } from '../parts/states.tsx';
import { Link } from '../router.tsx';
import { type AccountDetails, type ListedAccount, server } from '../server.ts';
import { AccountHistory } from './account-history.tsx';
import { AccountRelation } from './account-relation.tsx';

/** One account: its profile, its counts, and four looks at its follows. */
export function AccountPage({ username }: { username: string }) {
  const account = useLoad(username, (signal) => server.accounts.get({ username }, { signal }));
  return (
    <>
      <p>
        <Link to="/accounts">‹ {t('nav.accounts')}</Link>
      </p>
      {account.now.state !== 'ready' && <h1 class="only-heard">{t('nav.accounts')}</h1>}
      <Show load={account}>
        {(value) => (
          <>
            <Profile account={value} reload={account.reload} />
            <Looks username={username} />
          </>
        )}
      </Show>
    </>
  );
}

function Profile({ account, reload }: { account: AccountDetails; reload: () => void }) {
  const { username, nickname, signature, country, province, city, state, counts } = account;
  const region = [country, province, city].filter((part) => part !== '').join(' · ');
  const [error, setError] = useState<unknown>();
  const setState = async (wanted: 'active' | 'suspended') => {
    if (wanted === 'suspended' && !confirm(t('account.suspendSure'))) return;
    try {
      await server.accounts.setState({ username, state: wanted });
      setError(undefined);
    } catch (reason) {
      setError(reason);
    }
    reload();
  };
  return (
    <section class="card">
      <div class="row">
        <Face username={username} nickname={nickname} big />
        <div class="grow stack" style={{ gap: '2px' }}>
          <h1>{nickname || username}</h1>
          <p class="soft mono break">{username}</p>
        </div>
        <CopyButton text={username} label={t('account.copyUsername')} />
      </div>
      {signature !== '' && <p class="break">{signature}</p>}
      <div class="row">
        {state !== 'active' && <span class="tag bad">{t(`account.state.${state}`)}</span>}
        {region !== '' && <span class="tag">{region}</span>}
        <Link to={`/graph/${encodeURIComponent(username)}`}>{t('account.toGraph')}</Link>
        {state === 'active' && (
          <button type="button" class="plain danger" onClick={() => setState('suspended')}>
            {t('account.suspend')}
          </button>
        )}
        {state === 'suspended' && (
          <button type="button" class="plain" onClick={() => setState('active')}>
            {t('account.restore')}
          </button>
        )}
      </div>
      {error !== undefined && <Failure error={error} />}
      <dl class="stats">
        <Stat name={t('word.followers')} value={number(counts.followers)} />
        <Stat name={t('word.following')} value={number(counts.following)} />
      </dl>
    </section>
  );
}

const looks = ['followers', 'following', 'mutuals', 'history', 'relation'] as const;
type Look = (typeof looks)[number];

function Looks({ username }: { username: string }) {
  const [look, setLook] = useState<Look>('followers');
  const step = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = looks[(looks.indexOf(look) + by + looks.length) % looks.length];
    if (by === 0 || next === undefined) return;
    setLook(next);
    document.getElementById(`look-${next}`)?.focus();
  };
  return (
    <section class="card">
      <div class="tabs" role="tablist" aria-label={t('account.looks')} onKeyDown={step}>
        {looks.map((each) => (
          <button
            key={each}
            id={`look-${each}`}
            type="button"
            role="tab"
            aria-selected={each === look}
            aria-controls="look"
            tabIndex={each === look ? 0 : -1}
            onClick={() => setLook(each)}
          >
            {t(textOf(each))}
          </button>
        ))}
      </div>
      <div id="look" role="tabpanel" aria-labelledby={`look-${look}`} tabIndex={0}>
        {look === 'history' && <AccountHistory username={username} />}
        {look === 'relation' && <AccountRelation username={username} />}
        {look !== 'history' && look !== 'relation' && (
          <FollowList key={look} username={username} side={look} />
        )}
      </div>
    </section>
  );
}

const textOf = (look: Look): TextKey =>
  look === 'history' || look === 'relation' ? `account.${look}` : `word.${look}`;

function FollowList({
  username,
  side,
}: {
  username: string;
  side: 'followers' | 'following' | 'mutuals';
}) {
  return (
    <EndlessList<ListedAccount>
      label={t(`word.${side}`)}
      empty={t(`account.no.${side}`)}
      idOf={(item) => item.username}
      read={(cursor) =>
        server.accounts[side]({ username, limit: 50, ...(cursor !== undefined && { cursor }) })
      }
    >
      {({ followedAt, ...account }) => (
        <div class="row">
          <span class="grow">
            <AccountLink {...account} />
          </span>
          <time class="soft tiny" title={dateTime(followedAt)}>
            {t('account.since', { at: date(followedAt) })}
          </time>
        </div>
      )}
    </EndlessList>
  );
}
