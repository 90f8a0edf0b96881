import { expect, test } from 'vitest';
import { accountNamed, follow, noon, outcomesOf } from '../../support/follow-data.js';
import { expectReadersToMatchLedger } from '../../support/ledger-fold.js';
import type { OpenStore } from './store-home.js';

/** Texts that are one account each, however alike they look or much they resemble syntax. */
const oddUsernames = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'null',
  'undefined',
  '0',
  '00',
  '1e3',
  "o'brien",
  '"quoted"',
  '`ticked`',
  '\\',
  '%',
  '_',
  "'); DROP TABLE accounts; --",
  "' OR '1'='1",
  '?',
  ':name',
  '@name',
  '$1',
  '{"a":1}',
  'a b',
  ' a b',
  'a b ',
  'a\tb',
  'a\nb',
  '微信号@finder',
  '朝夕v',
  '👩‍👩‍👧',
  '👩',
  '𠮷野家',
  '\u{10ffff}',
  'مرحبا',
  '\u202eabc',
  'abc',
  'ab\u200bc',
  'caf\u00e9',
  'cafe\u0301',
  'ß',
  'ss',
  'SS',
  'ﬀ',
  'ff',
  'İ',
  'i',
  'I',
  'ı',
  'x'.repeat(1024),
  `${'x'.repeat(1023)}y`,
] as const;

/** Usernames are opaque: stored and compared byte for byte. */
export function usernameCases(openStore: OpenStore): void {
  test('usernames that differ only in case are different accounts', async () => {
    const names = ['v2_Case@finder', 'v2_case@finder', 'V2_CASE@FINDER'];
    const [mixed = '', lower = '', upper = ''] = names;
    const { store } = await openStore(names.map((name) => accountNamed(name)));
    const outcomes = outcomesOf(
      await store.apply([follow(mixed, lower), follow(lower, mixed), follow(lower, upper)], noon),
    );
    expect(outcomes.map(({ changed, target }) => [changed, target.username])).toEqual([
      [true, lower],
      [true, mixed],
      [true, upper],
    ]);
    expect(await store.findAccount('v2_CASE@finder')).toBeUndefined();
    expect(await store.followedAt(mixed, upper)).toBeUndefined();
    await expectReadersToMatchLedger(store, names);
  });

  test('odd usernames are plain data, each an account of its own', async () => {
    const { store, reopen } = await openStore(oddUsernames.map((name) => accountNamed(name)));
    const ring = oddUsernames.map((name, index) =>
      follow(name, oddUsernames[(index + 1) % oddUsernames.length] ?? name),
    );
    const outcomes = outcomesOf(await store.apply(ring, noon));
    expect(outcomes.every(({ changed }) => changed)).toBe(true);
    expect(outcomes.map(({ target }) => target.username)).toEqual(ring.map(({ target }) => target));
    const changes = await expectReadersToMatchLedger(store, oddUsernames);
    expect(changes.map(({ follower }) => follower)).toEqual(oddUsernames);
    for (const name of oddUsernames) {
      expect(await store.findAccount(name)).toEqual(accountNamed(name));
      expect(await store.counts(name)).toEqual({ followers: 1, following: 1 });
    }
    expect(await expectReadersToMatchLedger(await reopen(), oddUsernames)).toEqual(changes);
  });

  test('odd names of devices, tenants and searches are plain data as well', async () => {
    const { store } = await openStore(['a', 'b'].map((name) => accountNamed(name)));
    await store.provision({
      devices: oddUsernames.map((name) => ({
        appId: name,
        tenant: { id: name },
        identities: [{ username: 'a', roleType: 3 }],
      })),
    });
    for (const name of oddUsernames) {
      expect((await store.findDevice({ id: name }, name))?.identities).toHaveLength(1);
      const attribution = { searchId: name, docId: name, query: 'q' };
      const origin = { device: name, attribution };
      const before = await store.head();
      await store.apply([follow('a', 'b', origin), { ...follow('a', 'b'), op: 'unfollow' }], noon);
      const [change] = await store.changes(before.revision, 1);
      expect(change).toMatchObject(origin);
    }
  });
}
