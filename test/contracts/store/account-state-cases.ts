import { expect, test } from 'vitest';
import type { CommandOp, FollowCommand } from '#guanzhu/domain/follow.js';
import type { GraphStore } from '#guanzhu/domain/store.js';
import { alice, bob, carol, dave, follow, nobody, noon } from '../../support/follow-data.js';
import type { OpenStore } from './store-home.js';

const command = (op: CommandOp, follower: string, target = follower): FollowCommand => ({
  ...follow(follower, target),
  op,
});

async function apply(store: GraphStore, ...commands: FollowCommand[]) {
  const results = await store.apply(commands, noon);
  return results.map((result) => (result.ok ? result.outcome.changed : result.refusal.code));
}

const usernames = async (store: GraphStore, username: string, side: 'followers' | 'following') =>
  (await store.listFollows(username, { side, order: 'oldest', limit: 100 })).items.map(
    ({ account }) => account.username,
  );

const causes = async (store: GraphStore) =>
  (await store.changes(undefined, 100)).map(({ type, cause, follower, target }) =>
    [type, cause, follower, target].join(' '),
  );

/** Blocks, removals, suspended and deleted accounts. */
export function accountStateCases(openStore: OpenStore): void {
  test('a block ends both follows, refuses new ones, and lets unfollows through', async () => {
    const { store, reopen } = await openStore();
    await apply(store, follow(alice, bob), follow(bob, alice), follow(carol, bob));
    expect(await apply(store, command('block', alice, bob))).toEqual([true]);
    expect(await apply(store, command('block', alice, bob))).toEqual([false]);
    const open = await reopen();
    expect(
      await apply(open, follow(alice, bob), follow(bob, alice), command('unfollow', alice, bob)),
    ).toEqual(['blocked', 'blocked', false]);
    expect(await open.blockedAt(alice, bob)).toBe((await open.head()).at);
    expect(await open.blockedAt(bob, alice)).toBeUndefined();
    expect(await usernames(open, bob, 'followers')).toEqual([carol]);
    expect(await open.counts(bob)).toEqual({ followers: 1, following: 0 });
    expect(await causes(open)).toEqual([
      `followed request ${alice} ${bob}`,
      `followed request ${bob} ${alice}`,
      `followed request ${carol} ${bob}`,
      `unfollowed block ${alice} ${bob}`,
      `unfollowed block ${bob} ${alice}`,
    ]);
    expect(await apply(open, command('unblock', alice, bob), follow(bob, alice))).toEqual([
      true,
      true,
    ]);
  });

  test('a removal ends the follow of another, once', async () => {
    const { store } = await openStore();
    await apply(store, follow(alice, bob));
    expect(await apply(store, command('remove', alice, bob))).toEqual([true]);
    expect(await apply(store, command('remove', alice, bob))).toEqual([false]);
    expect((await causes(store)).at(-1)).toBe(`unfollowed removal ${alice} ${bob}`);
    expect(await apply(store, follow(alice, bob))).toEqual([true]);
  });

  test('a suspended account leaves lists and counts, and comes back with its follows', async () => {
    const { store } = await openStore();
    await apply(store, follow(alice, bob), follow(bob, carol), follow(dave, bob));
    expect(await apply(store, command('suspend', bob))).toEqual([true]);
    expect(await apply(store, command('suspend', bob))).toEqual([false]);
    expect((await store.accountAt(bob))?.state).toBe('suspended');
    expect(await usernames(store, alice, 'following')).toEqual([]);
    expect(await usernames(store, carol, 'followers')).toEqual([]);
    expect(await store.counts(bob)).toEqual({ followers: 0, following: 0 });
    expect(
      await apply(store, follow(carol, bob), follow(bob, alice), command('unfollow', dave, bob)),
    ).toEqual(['target_suspended', 'identity_suspended', false]);
    expect(await apply(store, command('restore', bob))).toEqual([true]);
    expect(await usernames(store, alice, 'following')).toEqual([bob]);
    expect(await usernames(store, carol, 'followers')).toEqual([bob]);
    // Given up while it was hidden.
    expect(await usernames(store, dave, 'following')).toEqual([]);
    expect(await store.counts(bob)).toEqual({ followers: 1, following: 1 });
  });

  test('a follow between two suspended accounts waits for both', async () => {
    const { store } = await openStore();
    await apply(store, follow(alice, bob), command('suspend', alice), command('suspend', bob));
    await apply(store, command('restore', alice));
    expect(await usernames(store, alice, 'following')).toEqual([]);
    await apply(store, command('restore', bob));
    expect(await usernames(store, alice, 'following')).toEqual([bob]);
  });

  test('a block during a suspension outlasts it', async () => {
    const { store } = await openStore();
    await apply(store, follow(alice, bob), command('suspend', bob), command('block', alice, bob));
    await apply(store, command('restore', bob));
    expect(await store.counts(alice)).toEqual({ followers: 0, following: 0 });
  });

  test('a deleted account keeps its username and nothing else', async () => {
    const { store } = await openStore();
    await apply(store, follow(alice, bob), follow(bob, carol), command('suspend', bob));
    expect(await apply(store, command('delete', bob))).toEqual([true]);
    expect(await apply(store, command('delete', bob), command('restore', bob))).toEqual([
      false,
      'account_deleted',
    ]);
    expect(await apply(store, follow(alice, bob), command('unfollow', alice, bob))).toEqual([
      'target_unknown',
      false,
    ]);
    const found = await store.accountAt(bob);
    expect([found?.state, found?.account.profile.nickname]).toEqual(['deleted', '']);
    expect(await store.findAccount(bob)).toBeUndefined();
    expect(await store.counts(carol)).toEqual({ followers: 0, following: 0 });
  });

  test('an account that does not exist is refused', async () => {
    const { store } = await openStore();
    expect(await apply(store, command('suspend', nobody))).toEqual(['identity_unknown']);
  });

  test('a preview writes nothing and says what a batch would come to', async () => {
    const { store } = await openStore();
    const commands = [follow(alice, bob), follow(alice, bob), follow(alice, nobody)];
    const preview = await store.preview(commands, noon);
    expect(await store.changes(undefined, 10)).toEqual([]);
    expect(preview).toEqual(await store.apply(commands, noon));
  });
}
