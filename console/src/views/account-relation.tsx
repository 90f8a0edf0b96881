import { useState } from 'preact/hooks';
import { serverNow } from '../clock.ts';
import { dateTime } from '../format.ts';
import { t } from '../language.ts';
import { AccountFinder } from '../parts/account-finder.tsx';
import { AccountLink } from '../parts/account-link.tsx';
import { Failure } from '../parts/states.tsx';
import { type AccountEntry, type Relation, server } from '../server.ts';

interface Answer {
  readonly other: AccountEntry;
  readonly relation: Relation;
  readonly asOf: Date | undefined;
}

/** How an account stands, or stood on some day, to another. */
export function AccountRelation({ username }: { username: string }) {
  const [other, setOther] = useState<AccountEntry>();
  const [day, setDay] = useState('');
  const [answer, setAnswer] = useState<Answer>();
  const [error, setError] = useState<unknown>();

  const ask = async () => {
    if (!other) return;
    // The end of that day here, or now if it has not ended.
    const end = day === '' ? undefined : new Date(`${day}T23:59:59.999`);
    const asOf = end && end.getTime() < serverNow() ? end : undefined;
    try {
      const { relations } = await server.relations.check({
        pairs: [{ follower: username, target: other.username }],
        ...(asOf && { asOf }),
      });
      const [relation] = relations;
      setAnswer(relation && { other, relation, asOf });
      setError(undefined);
    } catch (reason) {
      setError(reason);
    }
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void ask();
      }}
    >
      <p class="soft">{t('relation.lead')}</p>
      <div class="row" style={{ alignItems: 'end' }}>
        <AccountFinder label={t('relation.other')} choose={setOther} />
        <label>
          {t('relation.day')}
          <input
            type="date"
            value={day}
            max={new Date(serverNow()).toLocaleDateString('sv-SE')}
            onInput={({ currentTarget }) => setDay(currentTarget.value)}
          />
        </label>
        <button type="submit" class="main" disabled={!other}>
          {t('relation.ask')}
        </button>
      </div>
      {error !== undefined && <Failure error={error} />}
      {answer && <Answered {...answer} />}
    </form>
  );
}

function Answered({ other, relation: { following, followedBy, followedAt }, asOf }: Answer) {
  const name = other.nickname || other.username;
  return (
    <div class="card" role="status">
      <AccountLink {...other} />
      <p>
        {asOf ? t('relation.then', { at: dateTime(asOf.getTime() * 1000) }) : t('relation.now')}
      </p>
      <ul>
        <li class={following ? 'gain' : 'soft'}>
          {t(following ? 'relation.follows' : 'relation.followsNot', { name })}
          {followedAt !== null && ` ${t('account.since', { at: dateTime(followedAt) })}`}
        </li>
        <li class={followedBy ? 'gain' : 'soft'}>
          {t(followedBy ? 'relation.followedBy' : 'relation.followedByNot', { name })}
        </li>
        {following && followedBy && <li class="gain">{t('relation.mutual')}</li>}
      </ul>
    </div>
  );
}
