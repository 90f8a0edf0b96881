import { expect, test } from 'vitest';
import { emptyProfile } from '#guanzhu/domain/account.js';
import type { OpenStore } from './store-home.js';

const named = (username: string, nickname: string) => ({
  username,
  profile: { ...emptyProfile, nickname },
});

/** `importAccounts`. */
export function importCases(openStore: OpenStore): void {
  test('accounts are decided one after the other, and only those that can be are added', async () => {
    const { store } = await openStore([named('u1', 'One')]);
    const accounts = [
      named('u1', 'Another'),
      named('u2', 'ONE'),
      named('u3', 'Three'),
      named('u4', 'three'),
      named('u3', 'Four'),
      { ...named('u5', ''), state: 'deleted' as const },
      { ...named('u6', ''), state: 'deleted' as const },
      { ...named('u7', 'Seven'), state: 'suspended' as const },
    ];
    const admitted = [
      'known',
      'name_taken',
      'added',
      'name_taken',
      'known',
      'added',
      'added',
      'added',
    ];
    const decide = (dryRun: boolean) => store.importAccounts(accounts, { freeNames: true, dryRun });
    expect(await decide(true)).toEqual(admitted);
    expect(await store.findAccount('u3')).toBeUndefined();
    expect(await decide(false)).toEqual(admitted);
    expect((await store.findAccount('u1'))?.profile.nickname).toBe('One');
    expect((await store.findAccount('u3'))?.profile.nickname).toBe('Three');
    expect(await store.findAccount('u2')).toBeUndefined();
    expect((await store.accountAt('u5', 0))?.state).toBe('deleted');
    expect((await store.accountAt('u7', 0))?.state).toBe('suspended');
    const { accounts: found } = await store.searchAccounts({
      text: 'three',
      scope: 'all',
      order: 'relevance',
      limit: 10,
    });
    expect(found.map(({ username }) => username)).toEqual(['u3']);
  });

  test('accounts may have names that are taken where that is asked for', async () => {
    const { store } = await openStore([named('u1', 'One')]);
    const accounts = [named('u2', 'one'), named('u3', ''), named('u4', '')];
    expect(await store.importAccounts(accounts, { freeNames: false, dryRun: false })).toEqual([
      'added',
      'added',
      'added',
    ]);
    expect(await store.importAccounts([], { freeNames: true, dryRun: false })).toEqual([]);
    expect((await store.findAccount('u2'))?.profile.nickname).toBe('one');
  });
}
