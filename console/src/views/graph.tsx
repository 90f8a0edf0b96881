import { useEffect, useRef, useState } from 'preact/hooks';
import { drawGraph, type GraphPicture } from '../draw-graph.ts';
import { number } from '../format.ts';
import { t } from '../language.ts';
import { useLoad } from '../load.ts';
import { type Neighbourhood, readNeighbourhood } from '../neighbourhood.ts';
import { AccountFinder } from '../parts/account-finder.tsx';
import { AccountLink } from '../parts/account-link.tsx';
import { Choice } from '../parts/choice.tsx';
import { Empty, Show } from '../parts/states.tsx';
import { go } from '../router.tsx';
import { server } from '../server.ts';
import { theme } from '../theme.ts';

const pathTo = (username: string, steps: string) =>
  `/graph/${encodeURIComponent(username)}${steps === '2' ? '?steps=2' : ''}`;

/** A picture of the accounts around one. */
export function Graph({ rest, query }: { rest: string; query: URLSearchParams }) {
  const steps = query.get('steps') === '2' ? '2' : '1';
  return (
    <>
      <div class="head">
        <h1>{t('nav.graph')}</h1>
        <Choice
          label={t('graph.steps')}
          value={steps}
          options={[
            ['1', t('graph.one')],
            ['2', t('graph.two')],
          ]}
          choose={(value) => go(pathTo(rest, value), { replace: true })}
        />
      </div>
      <AccountFinder
        key={rest}
        label={t('graph.around')}
        choose={({ username }) => go(pathTo(username, steps))}
      />
      {rest === '' ? (
        <SomeAccount steps={steps} />
      ) : (
        <Around key={`${rest} ${steps}`} username={rest} steps={steps} />
      )}
    </>
  );
}

/** Begins with an account that something happens around. */
function SomeAccount({ steps }: { steps: string }) {
  const load = useLoad('some', async (signal) => {
    const { gainers } = await server.instance.overview({}, { signal });
    const [best] = gainers.items;
    if (best) return best.username;
    return (await server.accounts.list({ limit: 1 }, { signal })).items[0]?.username;
  });
  const { now } = load;
  useEffect(() => {
    if (now.state === 'ready' && now.value !== undefined)
      go(pathTo(now.value, steps), { replace: true });
  }, [now]);
  return (
    <Show load={load}>{(value) => value === undefined && <Empty text={t('accounts.none')} />}</Show>
  );
}

function Around({ username, steps }: { username: string; steps: string }) {
  const load = useLoad(`${username} ${steps}`, (signal) =>
    readNeighbourhood(username, steps === '2' ? 2 : 1, signal),
  );
  return <Show load={load}>{(around) => <Picture around={around} steps={steps} />}</Show>;
}

function Picture({ around, steps }: { around: Neighbourhood; steps: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [picture, setPicture] = useState<GraphPicture>();
  const { middle, nodes, edges, cut } = around;
  const tone = theme.value;
  useEffect(() => {
    if (!canvas.current) return;
    const drawn = drawGraph(canvas.current, around, (username) => go(pathTo(username, steps)));
    setPicture(drawn);
    return () => drawn.stop();
  }, [around, tone]);
  const mutual = edges.filter((edge) => edge.mutual).length;
  return (
    <>
      <div class="row">
        <span class="grow">
          <AccountLink {...middle} />
        </span>
        <span class="soft">
          {t('graph.size', {
            nodes: number(nodes.length),
            edges: number(edges.length),
            mutual: number(mutual),
          })}
          {cut && ` · ${t('graph.cut')}`}
        </span>
        <button type="button" onClick={() => picture?.showAll()}>
          {t('graph.showAll')}
        </button>
        <button type="button" onClick={() => picture?.savePicture(middle.nickname || 'graph')}>
          {t('graph.save')}
        </button>
      </div>
      <div class="stage">
        <canvas
          class="canvas"
          ref={canvas}
          role="img"
          aria-label={t('graph.picture', { name: middle.nickname || middle.username })}
        />
        <div class="over">
          <span>
            <span class="swatch mutual" />
            {t('word.mutuals')}
          </span>
          <span>
            <span class="swatch out" />
            {t('graph.out')}
          </span>
          <span>
            <span class="swatch in" />
            {t('graph.in')}
          </span>
        </div>
      </div>
      <p class="soft tiny">{t('graph.hint')}</p>
      <AsList around={around} />
    </>
  );
}

/** The same for who reads by ear or by keyboard. */
function AsList({ around: { middle, nodes, edges } }: { around: Neighbourhood }) {
  const relation = (username: string) => {
    const edge = edges.find(
      ({ follower, target }) =>
        (follower === middle.username && target === username) ||
        (target === middle.username && follower === username),
    );
    if (!edge) return t('graph.far');
    if (edge.mutual) return t('word.mutuals');
    return edge.follower === middle.username ? t('graph.out') : t('graph.in');
  };
  return (
    <details class="card">
      <summary>{t('graph.asList')}</summary>
      <ul class="list" aria-label={t('graph.asList')}>
        {nodes
          .filter(({ step }) => step === 1)
          .map((node) => (
            <li key={node.username} class="row">
              <span class="grow">
                <AccountLink {...node} />
              </span>
              <span class="tag">{relation(node.username)}</span>
            </li>
          ))}
      </ul>
    </details>
  );
}
