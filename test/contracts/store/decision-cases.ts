import { expect, test } from 'vitest';
import type { FollowResult } from '#guanzhu/domain/follow.js';
import {
  accountNamed,
  alice,
  bob,
  carol,
  dave,
  follow,
  nobody,
  noon,
  outcomeOf,
  outcomesOf,
  unfollow,
} from '../../support/follow-data.js';
import { expectReadersToMatchLedger, LedgerFold } from '../../support/ledger-fold.js';
import type { OpenStore } from './store-home.js';

const none = { followers: 0, following: 0 };

/** `apply`, as one caller sees it. */
export function decisionCases(openStore: OpenStore): void {
  test('a follow tells when it began, that none was there before, and both accounts’ counts', async () => {
    const { store } = await openStore();
    const outcome = outcomeOf(await store.apply([follow(alice, bob)], noon));
    const { revision } = await store.head();
    expect(outcome).toEqual({
      changed: true,
      previous: null,
      followedAt: noon,
      revision,
      at: noon,
      target: accountNamed(bob),
      counts: {
        follower: { followers: 0, following: 1 },
        target: { followers: 1, following: 0 },
      },
    });
    expect(await store.followedAt(alice, bob)).toBe(noon);
  });

  test('an unfollow tells when the ended follow began', async () => {
    const { store } = await openStore();
    await store.apply([follow(alice, bob)], noon);
    const outcome = outcomeOf(await store.apply([unfollow(alice, bob)], noon + 5));
    expect(outcome).toMatchObject({
      changed: true,
      previous: noon,
      followedAt: null,
      at: noon + 5,
      counts: { follower: none, target: none },
    });
    expect(await store.followedAt(alice, bob)).toBeUndefined();
  });

  test('following again changes nothing: date, counts, revision and ledger stay', async () => {
    const { store } = await openStore();
    const first = outcomeOf(await store.apply([follow(alice, bob)], noon));
    const again = outcomeOf(await store.apply([follow(alice, bob)], noon + 5));
    expect(again).toEqual({ ...first, changed: false, previous: noon });
    expect(await store.head()).toEqual({ revision: first.revision, at: noon });
    expect(await store.changes(undefined, 10)).toHaveLength(1);
  });

  test('following again through the other role or another search is still no change', async () => {
    const { store } = await openStore();
    await store.apply([follow(alice, bob)], noon);
    const other = follow(alice, bob, {
      roleType: 1,
      attribution: { searchId: 'other', docId: 'other', query: 'q' },
    });
    expect(outcomeOf(await store.apply([other], noon + 5)).changed).toBe(false);
    const [change, ...others] = await store.changes(undefined, 10);
    expect(change).toMatchObject({ roleType: 3, attribution: null });
    expect(others).toEqual([]);
  });

  test('ending a follow that is not there changes nothing, on an empty ledger as well', async () => {
    const { store } = await openStore();
    const before = await store.head();
    const outcome = outcomeOf(await store.apply([unfollow(alice, bob)], noon));
    expect(outcome).toEqual({
      changed: false,
      previous: null,
      followedAt: null,
      ...before,
      target: accountNamed(bob),
      counts: { follower: none, target: none },
    });
    expect(await store.head()).toEqual(before);
  });

  test('a command that changes nothing answers with the head, wherever that has moved', async () => {
    const { store } = await openStore();
    await store.apply([follow(alice, bob)], noon);
    const other = outcomeOf(await store.apply([follow(carol, dave)], noon + 1));
    const again = outcomeOf(await store.apply([follow(alice, bob)], noon + 9));
    expect(again).toMatchObject({
      changed: false,
      followedAt: noon,
      revision: other.revision,
      at: noon + 1,
    });
  });

  test('a batch of nothing answers with nothing and moves nothing', async () => {
    const { store } = await openStore();
    const before = await store.head();
    expect(await store.apply([], noon)).toEqual([]);
    expect(await store.head()).toEqual(before);
  });

  test('an unknown target is refused, and an unknown follower before it', async () => {
    const { store } = await openStore();
    const results = await store.apply(
      [
        follow(alice, nobody),
        unfollow(alice, nobody),
        follow(nobody, alice),
        unfollow(nobody, alice),
        follow(nobody, 'v2_nobody_else@finder'),
      ],
      noon,
    );
    const targetUnknown = refusal('target_unknown', { toUserName: nobody });
    const identityUnknown = refusal('identity_unknown', { myUserName: nobody });
    expect(results).toEqual([
      targetUnknown,
      targetUnknown,
      identityUnknown,
      identityUnknown,
      identityUnknown,
    ]);
    expect(await store.changes(undefined, 10)).toEqual([]);
    expect(await store.counts(alice)).toEqual(none);
  });

  test('refused commands leave their neighbours alone, and results keep the order', async () => {
    const { store } = await openStore();
    const results = await store.apply(
      [
        follow(nobody, bob),
        follow(alice, bob),
        follow(alice, nobody),
        follow(alice, carol),
        follow(nobody, carol),
      ],
      noon,
    );
    expect(results.map(summary)).toEqual([
      'identity_unknown',
      'changed',
      'target_unknown',
      'changed',
      'identity_unknown',
    ]);
    const ledger = await expectReadersToMatchLedger(store, [alice, bob, carol, nobody]);
    expect(ledger.map(({ target, at }) => [target, at])).toEqual([
      [bob, noon],
      [carol, noon + 1],
    ]);
  });

  test('the same follow twice in a batch is one change', async () => {
    const { store } = await openStore();
    const [first, second] = outcomesOf(
      await store.apply([follow(alice, bob), follow(alice, bob)], noon),
    );
    expect(first).toMatchObject({ changed: true, followedAt: noon });
    expect(second).toEqual({ ...first, changed: false, previous: noon });
    expect(await expectReadersToMatchLedger(store, [alice, bob])).toHaveLength(1);
  });

  test('follow, unfollow, follow of one pair in a batch are three changes that leave one follow', async () => {
    const { store } = await openStore();
    const outcomes = outcomesOf(
      await store.apply([follow(alice, bob), unfollow(alice, bob), follow(alice, bob)], noon),
    );
    expect(outcomes).toMatchObject([
      { changed: true, previous: null, followedAt: noon, at: noon },
      { changed: true, previous: noon, followedAt: null, at: noon + 1 },
      { changed: true, previous: null, followedAt: noon + 2, at: noon + 2 },
    ]);
    expect(outcomes.map(({ counts }) => counts.target.followers)).toEqual([1, 0, 1]);
    const ledger = await expectReadersToMatchLedger(store, [alice, bob]);
    expect(new LedgerFold(ledger).ended).toEqual([
      { follower: alice, target: bob, since: noon, until: noon + 1 },
    ]);
  });

  test('unfollow and follow in a batch give a live follow its new date', async () => {
    const { store } = await openStore();
    await store.apply([follow(alice, bob), follow(carol, bob)], noon);
    await store.apply([unfollow(alice, bob), follow(alice, bob)], noon + 100);
    expect(await store.followers(bob, { limit: 10 })).toEqual([
      { username: alice, followedAt: noon + 101 },
      { username: carol, followedAt: noon + 1 },
    ]);
    await expectReadersToMatchLedger(store, [alice, bob, carol]);
  });

  test('follow and unfollow in a batch leave no follow and both changes', async () => {
    const { store } = await openStore();
    await store.apply([follow(alice, bob), unfollow(alice, bob)], noon);
    expect(await store.followers(bob, { limit: 10 })).toEqual([]);
    expect(await expectReadersToMatchLedger(store, [alice, bob])).toHaveLength(2);
  });

  test('counts in a batch add up command by command, for hot accounts as well', async () => {
    const { store } = await openStore();
    const outcomes = outcomesOf(
      await store.apply([follow(alice, dave), follow(bob, dave), follow(dave, alice)], noon),
    );
    expect(outcomes.map(({ counts }) => counts)).toEqual([
      { follower: { followers: 0, following: 1 }, target: { followers: 1, following: 0 } },
      { follower: { followers: 0, following: 1 }, target: { followers: 2, following: 0 } },
      { follower: { followers: 2, following: 1 }, target: { followers: 1, following: 1 } },
    ]);
    await expectReadersToMatchLedger(store, [alice, bob, dave]);
  });

  test('an account that follows itself counts once on each side', async () => {
    const { store } = await openStore();
    const both = { followers: 1, following: 1 };
    const outcome = outcomeOf(await store.apply([follow(alice, alice)], noon));
    expect(outcome.counts).toEqual({ follower: both, target: both });
    const row = { username: alice, followedAt: noon };
    expect(await store.followers(alice, { limit: 10 })).toEqual([row]);
    expect(await store.following(alice, { limit: 10 })).toEqual([row]);
    const ended = outcomeOf(await store.apply([unfollow(alice, alice)], noon + 1));
    expect(ended.counts).toEqual({ follower: none, target: none });
    await expectReadersToMatchLedger(store, [alice]);
  });

  test('two accounts that follow each other are two follows, ended one by one', async () => {
    const { store } = await openStore();
    await store.apply([follow(alice, bob), follow(bob, alice)], noon);
    expect(await store.counts(alice)).toEqual({ followers: 1, following: 1 });
    expect(await store.counts(bob)).toEqual({ followers: 1, following: 1 });
    await store.apply([unfollow(alice, bob)], noon + 10);
    expect(await store.followedAt(alice, bob)).toBeUndefined();
    expect(await store.followedAt(bob, alice)).toBe(noon + 1);
    await expectReadersToMatchLedger(store, [alice, bob]);
  });

  test('accounts that do not exist have no counts, no follows and empty lists', async () => {
    const { store } = await openStore();
    expect(await store.findAccount(nobody)).toBeUndefined();
    expect(await store.counts(nobody)).toEqual(none);
    expect(await store.followers(nobody, { limit: 10 })).toEqual([]);
    expect(await store.following(nobody, { limit: 10 })).toEqual([]);
    expect(await store.followedAt(nobody, alice)).toBeUndefined();
    expect(await store.followedAt(alice, nobody)).toBeUndefined();
    expect(await store.counts(alice)).toEqual(none);
  });
}

function refusal(code: string, params: Record<string, string>) {
  return { ok: false, refusal: { code, params } };
}

function summary(result: FollowResult): string {
  if (!result.ok) return result.refusal.code;
  return result.outcome.changed ? 'changed' : 'unchanged';
}
