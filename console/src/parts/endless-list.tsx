import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../language.ts';
import { Empty, Failure, Loading } from './states.tsx';

interface PageOf<Item> {
  items: Item[];
  nextCursor: string | null;
  hasMore: boolean;
}

interface Reading<Item> {
  readonly items: readonly Item[];
  readonly next: string | undefined;
  readonly busy: boolean;
  readonly error: unknown;
}

const atStart = { items: [], next: '', busy: true, error: undefined } as const;

/** A list that reads its next page when its end comes into sight. `key` it by what it lists. */
export function EndlessList<Item>({
  label,
  empty,
  read,
  idOf,
  children,
}: {
  label: string;
  empty: string;
  read: (cursor: string | undefined) => Promise<PageOf<Item>>;
  idOf: (item: Item) => string;
  children: (item: Item) => ComponentChildren;
}) {
  const [{ items, next, busy, error }, set] = useState<Reading<Item>>(atStart);
  const end = useRef<HTMLDivElement>(null);
  const alive = useRef(true);

  const readOn = async (cursor: string) => {
    set((before) => ({ ...before, busy: true, error: undefined }));
    try {
      const page = await read(cursor === '' ? undefined : cursor);
      if (!alive.current) return;
      set((before) => ({
        items: cursor === '' ? page.items : [...before.items, ...page.items],
        next: page.hasMore ? (page.nextCursor ?? undefined) : undefined,
        busy: false,
        error: undefined,
      }));
    } catch (reason) {
      if (alive.current) set((before) => ({ ...before, busy: false, error: reason }));
    }
  };

  useEffect(() => {
    alive.current = true;
    void readOn('');
    return () => {
      alive.current = false;
    };
  }, []);

  useEffect(() => {
    if (!end.current || next === undefined || busy || error !== undefined) return;
    const watcher = new IntersectionObserver(
      ([entry]) => entry?.isIntersecting && void readOn(next),
      { rootMargin: '400px' },
    );
    watcher.observe(end.current);
    return () => watcher.disconnect();
  }, [next, busy, error]);

  const isEmpty = items.length === 0 && next === undefined && !busy;
  return (
    <div class="stack">
      {isEmpty && error === undefined && <Empty text={empty} />}
      {items.length > 0 && (
        <ul class="list" aria-label={label}>
          {items.map((item) => (
            <li key={idOf(item)}>{children(item)}</li>
          ))}
        </ul>
      )}
      {error !== undefined && <Failure error={error} retry={() => readOn(next ?? '')} />}
      {busy && <Loading />}
      <div ref={end}>
        {next !== undefined && next !== '' && !busy && error === undefined && (
          <button type="button" onClick={() => readOn(next)}>
            {t('state.more')}
          </button>
        )}
      </div>
    </div>
  );
}
