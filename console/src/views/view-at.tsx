import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type TextKey, t } from '../language.ts';
import type { IconName } from '../parts/icon.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { go, type Place } from '../router.tsx';
import { Overview } from './overview.tsx';

export interface View {
  readonly to: string;
  readonly title: TextKey;
  readonly icon: IconName;
}

/** What the navigation leads to, in its order. */
export const views: readonly View[] = [
  { to: '/overview', title: 'nav.overview', icon: 'overview' },
  { to: '/accounts', title: 'nav.accounts', icon: 'accounts' },
  { to: '/graph', title: 'nav.graph', icon: 'graph' },
  { to: '/searches', title: 'nav.searches', icon: 'searches' },
  { to: '/live', title: 'nav.live', icon: 'live' },
  { to: '/calls', title: 'nav.calls', icon: 'calls' },
  { to: '/webhooks', title: 'nav.webhooks', icon: 'webhooks' },
  { to: '/devices', title: 'nav.devices', icon: 'devices' },
  { to: '/try', title: 'nav.tryIt', icon: 'tryIt' },
];

type Props = { readonly rest: string; readonly query: URLSearchParams };
type Part = () => Promise<ComponentType<Props>>;

/** Each view comes as a file of its own, when it is first seen. */
const parts: Readonly<Record<string, Part>> = {
  '/accounts': async () => (await import('./accounts.tsx')).Accounts,
  '/graph': async () => (await import('./graph.tsx')).Graph,
  '/searches': async () => (await import('./searches.tsx')).Searches,
  '/webhooks': async () => (await import('./webhooks.tsx')).Webhooks,
  '/live': async () => (await import('./live.tsx')).Live,
  '/calls': async () => (await import('./calls.tsx')).Calls,
  '/devices': async () => (await import('./devices.tsx')).Devices,
  '/try': async () => (await import('./try-it.tsx')).TryIt,
};

export function ViewAt({ place: { path, query } }: { place: Place }) {
  const [, name = '', rest = ''] = /^(\/[^/]*)\/?(.*)$/.exec(path) ?? [];
  useEffect(() => {
    if (name === '/' || name === '/sign-in') go('/overview', { replace: true });
  }, [name]);
  if (name === '/' || name === '/sign-in') return <Loading />;
  if (name === '/overview') return <Overview />;
  const part = parts[name];
  if (!part) return <Empty text={t('view.none')} />;
  return <Part key={name} load={part} rest={decode(rest)} query={query} />;
}

function Part({ load, ...props }: Props & { load: Part }) {
  const [found, setFound] = useState<{ view: ComponentType<Props> } | { error: unknown }>();
  useEffect(() => {
    load().then(
      (view) => setFound({ view }),
      (error: unknown) => setFound({ error }),
    );
  }, []);
  if (!found) return <Loading />;
  if ('error' in found) return <Failure error={found.error} retry={() => location.reload()} />;
  return <found.view {...props} />;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
