import { expect, test } from 'vitest';
import type { FollowResult } from '#guanzhu/domain/follow.js';
import type { LedgerView } from '#guanzhu/store/batch-plan.js';
import { decideBatch } from '#guanzhu/store/decide.js';
import { Revisions } from '#guanzhu/store/revision.js';
import { accountNamed, alice, bob, carol, follow, noon, unfollow } from '../support/follow-data.js';

const accounts = new Map([alice, bob, carol].map((name, index) => [name, 10 - index]));
const idOf = (name: string) => accounts.get(name) ?? 0;

const noCounts = { followers: 0, following: 0, gained: 0 };

/** A state without follows, parts of which may be unreadable. */
const emptyView: LedgerView = {
  head: { position: 7, at: noon },
  revisions: new Revisions({ name: '0c4fa91e', takesBare: false }),
  account: (username) => {
    const id = accounts.get(username);
    return id === undefined ? undefined : { id, account: accountNamed(username), state: 'active' };
  },
  followedAt: () => undefined,
  counts: () => noCounts,
  stateOf: () => 'active',
  blocks: () => false,
  isHidden: () => false,
  followsOf: () => [],
  hiddenOf: () => [],
};

test.each([
  {
    what: 'account',
    view: {
      ...emptyView,
      account: (name: string) => (name === carol ? fail() : emptyView.account(name)),
    },
  },
  {
    what: 'follow',
    view: {
      ...emptyView,
      followedAt: (_: number, target: number) => (target === idOf(carol) ? fail() : undefined),
    },
  },
  {
    what: 'count',
    view: {
      ...emptyView,
      counts: (id: number) => (id === idOf(carol) ? fail() : noCounts),
    },
  },
])('a command whose $what cannot be read fails alone and plans nothing', ({ view }) => {
  const { results, ...plan } = decideBatch(
    view,
    [follow(alice, bob), follow(alice, carol), follow(bob, alice)],
    noon,
  );
  const { results: others, ...planOfOthers } = decideBatch(
    emptyView,
    [follow(alice, bob), follow(bob, alice)],
    noon,
  );
  const failed: FollowResult = { ok: false, refusal: { code: 'internal', params: {} } };
  expect(results).toEqual(others.toSpliced(1, 0, failed));
  expect(plan).toEqual(planOfOthers);
});

test('all that a batch writes is sorted by key, whatever the order of its commands', () => {
  const commands = [
    follow(alice, carol),
    follow(carol, alice),
    follow(bob, carol),
    follow(bob, alice),
    unfollow(alice, carol),
    follow(alice, carol),
    unfollow(bob, carol),
    unfollow(alice, carol),
  ];
  const { pairs, ended, counts, changes } = decideBatch(emptyView, commands, noon);
  expect(pairs.map(({ follower, target }) => [follower, target])).toEqual([
    [idOf(carol), idOf(alice)],
    [idOf(bob), idOf(alice)],
  ]);
  expect(ended.map(({ follower, target, since }) => [follower, target, since - noon])).toEqual([
    [idOf(bob), idOf(carol), 3],
    [idOf(alice), idOf(carol), 1],
    [idOf(alice), idOf(carol), 6],
  ]);
  expect(counts.map(({ account }) => account)).toEqual([idOf(carol), idOf(bob), idOf(alice)]);
  expect(changes.map(({ position }) => position - 7)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

function fail(): never {
  throw new Error('unreadable');
}
