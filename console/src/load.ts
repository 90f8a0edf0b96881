import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly error: unknown }
  | { readonly state: 'ready'; readonly value: T };

export interface Load<T> {
  readonly now: Loaded<T>;
  /** Reads again; what is shown stays until the new is there. */
  reload(): void;
}

/**
 * Reads something for a component, anew whenever `key` changes. What an earlier key asked for and
 * comes late is dropped.
 */
export function useLoad<T>(key: string, read: (signal: AbortSignal) => Promise<T>): Load<T> {
  const [now, setNow] = useState<Loaded<T> & { key?: string }>({ state: 'loading' });
  const [round, setRound] = useState(0);
  const reader = useRef(read);
  reader.current = read;
  useEffect(() => {
    const stop = new AbortController();
    setNow((before) => (before.key === key ? before : { state: 'loading' }));
    reader.current(stop.signal).then(
      (value) => stop.signal.aborted || setNow({ state: 'ready', value, key }),
      (error: unknown) => stop.signal.aborted || setNow({ state: 'failed', error, key }),
    );
    return () => stop.abort();
  }, [key, round]);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  return { now, reload };
}

/** Calls again and again, in ms, while the page can be seen. */
export function useEvery(interval: number, work: () => void): void {
  const latest = useRef(work);
  latest.current = work;
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) latest.current();
    }, interval);
    return () => clearInterval(timer);
  }, [interval]);
}

/** A value that is taken up once it has stayed the same for a moment. */
export function useSettled<T>(value: T, ms = 200): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
