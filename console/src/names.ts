import { useEffect, useState } from 'preact/hooks';
import { server } from './server.ts';

/** Nicknames by username, read once each; the feed and the graph name accounts by username alone. */
const known = new Map<string, string>();
const asked = new Set<string>();
const atOnce = 6;

export type Names = ReadonlyMap<string, string>;

export const accountName = (names: Names, username: string) => names.get(username) ?? '';

/** The names of accounts, as far as they are known; the component is drawn again as they come. */
export function useNames(usernames: readonly string[]): Names {
  const [, setCount] = useState(0);
  const missing = usernames.filter((username) => !known.has(username) && !asked.has(username));
  const key = missing.join(' ');
  useEffect(() => {
    if (key === '') return;
    const wanted = [...new Set(key.split(' '))];
    for (const username of wanted) asked.add(username);
    const work = async () => {
      for (let username = wanted.pop(); username !== undefined; username = wanted.pop()) {
        const account = await server.accounts.get({ username }).catch(() => undefined);
        known.set(username, account?.nickname ?? '');
        setCount(known.size);
      }
    };
    for (let worker = 0; worker < atOnce; worker += 1) void work();
  }, [key]);
  return known;
}

export function rememberName(username: string, nickname: string): void {
  known.set(username, nickname);
}
