import { expect, test } from 'vitest';
import type { Identity, Profile } from '#guanzhu/domain/account.js';
import type { GraphStore } from '#guanzhu/domain/store.js';
import { auditAll } from '../../support/audit.js';
import {
  accountNamed,
  alice,
  bob,
  carol,
  follow,
  noon,
  outcomeOf,
} from '../../support/follow-data.js';
import { expectReadersToMatchLedger } from '../../support/ledger-fold.js';
import type { OpenStore } from './store-home.js';

const tenant = { id: 'tenant-a' };
const otherTenant = { id: 'tenant-b' };

const fullProfile: Profile = {
  nickname: '朝夕v 👩‍👩‍👧',
  headUrl: 'https://example.org/head?a=1&b=2',
  signature: 'line one\nline two\t"quoted"',
  coverImgUrl: 'https://example.org/cover',
  liveCoverImgUrl: 'https://example.org/live',
  country: 'CN',
  province: '上海',
  city: '浦东',
  sex: 2,
  anchorStatusFlag: 133_248,
};

async function totalAccounts(store: GraphStore): Promise<number> {
  return (await store.overview({ start: 0, width: 900_000_000, buckets: 1 }, noon)).accounts;
}

/** `provision` and the reads of what it adds. */
export function provisionCases(openStore: OpenStore): void {
  test('a store is empty until it holds an account; tokens and devices do not count', async () => {
    const { store } = await openStore([]);
    expect(await store.isEmpty()).toBe(true);
    await store.provision({});
    await store.provision({
      tokens: [{ hash: Uint8Array.of(1), tenant }],
      devices: [{ appId: 'wx_1', tenant, identities: [] }],
    });
    expect(await store.isEmpty()).toBe(true);
    await store.provision({ accounts: [accountNamed(alice)] });
    expect(await store.isEmpty()).toBe(false);
  });

  test('every part of a profile comes back as it was given, alone and in an outcome', async () => {
    const account = { username: alice, profile: fullProfile };
    const { store } = await openStore([account, accountNamed(bob)]);
    expect(await store.findAccount(alice)).toEqual(account);
    const { target } = outcomeOf(await store.apply([follow(bob, alice)], noon));
    expect(target).toEqual(account);
  });

  test('a token is found by its whole hash, byte for byte', async () => {
    const { store } = await openStore();
    const hash = Uint8Array.from({ length: 32 }, (_, index) => (index * 83) % 256);
    const near = hash.with(31, 1);
    await store.provision({
      tokens: [
        { hash, tenant },
        { hash: near, tenant: otherTenant },
      ],
    });
    const found = await store.findToken(hash);
    expect(found?.tenant).toEqual(tenant);
    expect(found && [...found.hash]).toEqual([...hash]);
    expect((await store.findToken(near))?.tenant).toEqual(otherTenant);
    expect(await store.findToken(hash.with(0, 1))).toBeUndefined();
    expect(await store.findToken(hash.subarray(0, 31))).toBeUndefined();
  });

  test('a secret is found under its exact name, and kept when another comes under that name', async () => {
    const { store } = await openStore();
    const value = Uint8Array.of(0, 255, 128);
    await store.provision({ secrets: [{ name: 'seal', value }] });
    await store.provision({ secrets: [{ name: 'seal', value: Uint8Array.of(9) }] });
    const found = await store.findSecret('seal');
    expect(found && [...found]).toEqual([...value]);
    expect(await store.findSecret('SEAL')).toBeUndefined();
    expect(await store.findSecret('')).toBeUndefined();
  });

  test('a device gives its identities to its own tenant, and to no other', async () => {
    const { store } = await openStore();
    const identities: readonly Identity[] = [
      { username: alice, roleType: 3 },
      { username: alice, roleType: 1 },
      { username: bob, roleType: 1 },
    ];
    await store.provision({
      devices: [
        { appId: 'wx_1', tenant, identities },
        { appId: 'wx_2', tenant: otherTenant, identities: [{ username: carol, roleType: 3 }] },
        { appId: 'wx_bare', tenant, identities: [] },
      ],
    });
    const found = (await store.findDevice(tenant, 'wx_1'))?.identities;
    expect(found).toHaveLength(identities.length);
    expect(found).toEqual(expect.arrayContaining([...identities]));
    expect((await store.findDevice(otherTenant, 'wx_2'))?.identities).toEqual([
      { username: carol, roleType: 3 },
    ]);
    expect((await store.findDevice(tenant, 'wx_bare'))?.identities).toEqual([]);
    for (const [stranger, appId] of [
      [otherTenant, 'wx_1'],
      [tenant, 'wx_2'],
      [{ id: 'TENANT-A' }, 'wx_1'],
      [{ id: '' }, 'wx_1'],
      [tenant, 'WX_1'],
      [tenant, 'wx_unknown'],
    ] as const) {
      expect(await store.findDevice(stranger, appId)).toBeUndefined();
    }
  });

  test('rows whose keys exist stay exactly as they are; the others are added', async () => {
    const { store } = await openStore([{ username: alice, profile: fullProfile }]);
    const hash = Uint8Array.of(1, 2, 3);
    const identities: readonly Identity[] = [{ username: alice, roleType: 3 }];
    await store.provision({
      tokens: [{ hash, tenant }],
      devices: [{ appId: 'wx_1', tenant, identities }],
    });

    const newHash = Uint8Array.of(4);
    await store.provision({
      tokens: [
        { hash, tenant: otherTenant },
        { hash: newHash, tenant: otherTenant },
      ],
      accounts: [accountNamed(alice), accountNamed(bob)],
      devices: [
        { appId: 'wx_1', tenant: otherTenant, identities: [{ username: bob, roleType: 3 }] },
        { appId: 'wx_2', tenant: otherTenant, identities: [{ username: bob, roleType: 1 }] },
      ],
    });
    expect((await store.findToken(hash))?.tenant).toEqual(tenant);
    expect((await store.findToken(newHash))?.tenant).toEqual(otherTenant);
    expect((await store.findAccount(alice))?.profile).toEqual(fullProfile);
    expect(await store.findAccount(bob)).toEqual(accountNamed(bob));
    expect((await store.findDevice(tenant, 'wx_1'))?.identities).toEqual(identities);
    expect(await store.findDevice(otherTenant, 'wx_1')).toBeUndefined();
    expect((await store.findDevice(otherTenant, 'wx_2'))?.identities).toEqual([
      { username: bob, roleType: 1 },
    ]);
  });

  test('of two rows with one key in a call, the first is added', async () => {
    const { store } = await openStore([]);
    await store.provision({
      accounts: [accountNamed(alice, { nickname: 'first' }), accountNamed(alice)],
    });
    expect((await store.findAccount(alice))?.profile.nickname).toBe('first');
  });

  test('adding rows again leaves follows, counts and ledger alone', async () => {
    const { store } = await openStore();
    await store.apply([follow(alice, bob), follow(carol, bob)], noon);
    const before = await expectReadersToMatchLedger(store, [alice, bob, carol]);
    await store.provision({ accounts: [alice, bob, 'v2_new@finder'].map((n) => accountNamed(n)) });
    const after = await expectReadersToMatchLedger(store, [alice, bob, carol, 'v2_new@finder']);
    expect(after).toEqual(before);
    expect(await store.counts(bob)).toEqual({ followers: 2, following: 0 });
  });

  test('an account is there for the very next command', async () => {
    const { store } = await openStore([]);
    const provisioned = store.provision({ accounts: [alice, bob].map((n) => accountNamed(n)) });
    const applied = store.apply([follow(alice, bob)], noon);
    await provisioned;
    expect(outcomeOf(await applied).changed).toBe(true);
  });

  test('accounts can be added suspended or deleted', async () => {
    const { store } = await openStore();
    const states = { v2_s: 'suspended', v2_d: 'deleted', v2_a: 'active' } as const;
    const before = await totalAccounts(store);
    await store.provision({
      accounts: Object.entries(states).map(([name, state]) => ({ ...accountNamed(name), state })),
    });
    for (const [name, state] of Object.entries(states)) {
      expect((await store.accountAt(name, 0))?.state).toBe(state);
    }
    expect(await totalAccounts(store)).toBe(before + 2);
    expect((await store.accountAt('v2_d', 0))?.account.profile.nickname).toBe('');
    const results = await store.apply([follow(alice, 'v2_s'), follow(alice, 'v2_d')], noon);
    expect(results).toMatchObject([
      { refusal: { code: 'target_suspended' } },
      { refusal: { code: 'target_unknown' } },
    ]);
    expect(await auditAll(store)).toEqual([]);
  });

  test('a preview takes accounts for there that are to be added', async () => {
    const { store } = await openStore();
    const added = [
      accountNamed('v2_new'),
      { ...accountNamed('v2_s'), state: 'suspended' as const },
    ];
    const commands = [
      follow(alice, 'v2_new'),
      follow('v2_new', alice),
      follow('v2_new', alice),
      follow(alice, 'v2_s'),
      follow('v2_new', 'v2_other'),
    ];
    const seen = await store.preview(commands, noon, added);
    expect(await store.findAccount('v2_new')).toBeUndefined();
    await store.provision({ accounts: added });
    expect(await store.apply(commands, noon)).toEqual(seen);
    expect(seen.map(({ ok }) => ok)).toEqual([true, true, true, false, false]);
  });
}
