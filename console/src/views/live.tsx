import { useEffect, useRef, useState } from 'preact/hooks';
import { clockTime, dateTime, number } from '../format.ts';
import { t } from '../language.ts';
import { accountName, useNames } from '../names.ts';
import { AccountLink } from '../parts/account-link.tsx';
import { Empty, Failure } from '../parts/states.tsx';
import { type Change, server } from '../server.ts';

const most = 300;
/** How often what came is drawn, in ms: a busy feed has more changes than a screen has frames. */
const beat = 120;

/** The feed as it happens. Pausing holds the picture, not the reading. */
export function Live() {
  const [shown, setShown] = useState<readonly Change[]>([]);
  const [paused, setPaused] = useState(false);
  const [waiting, setWaiting] = useState(0);
  const [error, setError] = useState<unknown>();
  const [round, setRound] = useState(0);
  const [type, setType] = useState('');
  const [who, setWho] = useState('');
  const came = useRef<Change[]>([]);
  const held = useRef(false);
  held.current = paused;

  useEffect(() => {
    const stop = new AbortController();
    void (async () => {
      for await (const change of server.changes.stream({}, { signal: stop.signal })) {
        came.current = [change, ...came.current].slice(0, most);
      }
    })().catch((reason: unknown) => {
      if (!stop.signal.aborted) setError(reason);
    });
    const timer = setInterval(() => {
      if (held.current) {
        setWaiting(came.current.length);
        return;
      }
      if (came.current.length === 0) return;
      const fresh = came.current;
      came.current = [];
      setShown((before) => [...fresh, ...before].slice(0, most));
    }, beat);
    return () => {
      stop.abort();
      clearInterval(timer);
    };
  }, [round]);

  const names = useNames(shown.flatMap(({ follower, target }) => [follower, target]));
  const wanted = who.trim().toLowerCase();
  const matches = (username: string) =>
    `${username} ${accountName(names, username)}`.toLowerCase().includes(wanted);
  const rows = shown.filter(
    (change) =>
      (type === '' || change.type === type) &&
      (wanted === '' ||
        matches(change.follower) ||
        matches(change.target) ||
        (change.device ?? '').toLowerCase().includes(wanted)),
  );
  return (
    <>
      <div class="head">
        <div>
          <h1>{t('nav.live')}</h1>
          <p class="row tiny">
            <span class={paused || error !== undefined ? 'dot' : 'dot on'} />
            {paused ? t('live.held', { count: number(waiting) }) : t('live.running')}
          </p>
        </div>
        <button type="button" class={paused ? 'main' : ''} onClick={() => setPaused(!paused)}>
          {paused ? t('live.goOn') : t('live.pause')}
        </button>
      </div>
      <div class="row" style={{ alignItems: 'end' }}>
        <label>
          {t('live.type')}
          <select value={type} onChange={({ currentTarget }) => setType(currentTarget.value)}>
            <option value="">{t('live.all')}</option>
            <option value="followed">{t('word.followed')}</option>
            <option value="unfollowed">{t('word.unfollowed')}</option>
          </select>
        </label>
        <label class="grow">
          {t('live.who')}
          <input
            type="search"
            value={who}
            onInput={({ currentTarget }) => setWho(currentTarget.value)}
          />
        </label>
      </div>
      {error !== undefined && (
        <Failure
          error={error}
          retry={() => {
            setError(undefined);
            setRound(round + 1);
          }}
        />
      )}
      <section class="card">
        {rows.length === 0 ? (
          <Empty text={shown.length === 0 ? t('live.none') : t('live.noMatch')} />
        ) : (
          <ul class="list feed" aria-label={t('nav.live')}>
            {rows.map((change) => (
              <Row key={change.revision} change={change} names={names} />
            ))}
          </ul>
        )}
      </section>
    </>
  );
}

function Row({ change, names }: { change: Change; names: ReadonlyMap<string, string> }) {
  const { type, cause, at, follower, target, device, attribution } = change;
  const isFollow = type === 'followed';
  return (
    <li>
      <time class="soft tiny" title={dateTime(at)}>
        {clockTime(at)}
      </time>
      <span class={isFollow ? 'tag good' : 'tag bad'}>
        {isFollow ? t('word.followed') : t('word.unfollowed')}
      </span>
      <AccountLink username={follower} nickname={accountName(names, follower)} />
      <span class="arrow soft" aria-hidden="true">
        ›
      </span>
      <AccountLink username={target} nickname={accountName(names, target)} />
      <span class="extra">
        {cause !== 'request' && <span class="tag">{t(`cause.${cause}`)}</span>}
        {attribution && (
          <span title={attribution.searchId}>{t('live.search', { query: attribution.query })}</span>
        )}
        {device !== null && <span class="mono break"> {device}</span>}
      </span>
    </li>
  );
}
