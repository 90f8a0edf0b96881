import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { server } from './server.ts';

export type Names = ReadonlyMap<string, string>;

/** Nicknames by username, read once each; the feed and the devices name accounts by username alone. */
const known = signal<Names>(new Map());
const asked = new Set<string>();
const atOnce = 4;

export const accountName = (names: Names, username: string) => names.get(username) ?? '';

/** The names of accounts, as far as they are known; what shows them is drawn again as they come. */
export function useNames(usernames: readonly string[]): Names {
  const missing = usernames.filter((each) => !known.value.has(each) && !asked.has(each));
  const key = [...new Set(missing)].join(' ');
  useEffect(() => {
    if (key === '') return;
    const wanted = key.split(' ');
    for (const username of wanted) asked.add(username);
    const work = async () => {
      for (let username = wanted.pop(); username !== undefined; username = wanted.pop()) {
        const account = await server.accounts.get({ username }).catch(() => undefined);
        rememberNames([{ username, nickname: account?.nickname ?? '' }]);
      }
    };
    for (let worker = 0; worker < atOnce; worker += 1) void work();
  }, [key]);
  return known.value;
}

export function rememberNames(
  accounts: readonly { readonly username: string; readonly nickname: string }[],
): void {
  const names = accounts.map(({ username, nickname }) => [username, nickname] as const);
  known.value = new Map([...known.peek(), ...names]);
}
