import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoCaller, demoCast } from '#guanzhu/demo/cast.js';
import type { CallersGraph, GraphHome, Side } from './graph/graph-home.js';

const me = demoCaller.username;
// The demo's own account follows none of these.
const [shop = '', fan = '', pest = ''] = [0, 3, 4].map((index) => demoCast[index]?.username);
const nobody = 'v2_nobody@finder';
const row = (op: 'follow' | 'unfollow', follower: string, target: string) => ({
  op,
  follower,
  target,
});
const refused = (code: string) => expect.objectContaining({ code });

async function names(graph: CallersGraph, side: Side, username: string, asOf?: string) {
  const found: string[] = [];
  let cursor = '';
  do {
    const page = await graph.list(side, username, {
      limit: 2,
      ...(cursor !== '' && { cursor }),
      ...(asOf !== undefined && { asOf }),
    });
    found.push(...page.items.map((item) => item.username));
    cursor = page.nextCursor ?? '';
  } while (cursor !== '');
  return found;
}

/** Holds a home of the product to the words of the graph API's interfaces. */
export function graphSuite(name: string, open: () => Promise<GraphHome>): void {
  describe(name, () => {
    let home: GraphHome;
    beforeAll(async () => {
      home = await open();
    });
    afterAll(() => home.close());

    test('a follow shows in the account, both lists, the relation and the feed', async () => {
      const { tenant } = home;
      const before = await tenant.account(shop);
      const [done] = await tenant.batch([row('follow', me, shop)]);
      expect(done).toMatchObject({ changed: true });
      const after = await tenant.account(shop);
      expect(after.counts.followers).toBe(before.counts.followers + 1);
      expect(after.revision).toBe(done?.revision);
      expect((await names(tenant, 'followers', shop))[0]).toBe(me);
      expect((await names(tenant, 'following', me))[0]).toBe(shop);
      expect(await tenant.relations([{ follower: me, target: shop }])).toMatchObject([
        { following: true, revision: done?.revision },
      ]);
      const { items, nextCursor } = await tenant.changes(before.revision);
      expect(items).toMatchObject([
        { type: 'followed', cause: 'request', follower: me, target: shop },
      ]);
      expect(nextCursor).toBe(done?.revision);
      // And the moment before still reads as it was.
      expect(await tenant.account(shop, before.revision)).toEqual(before);
      expect(await names(tenant, 'followers', shop, before.revision)).not.toContain(me);
      expect(await tenant.batch([row('follow', me, shop)])).toMatchObject([{ changed: false }]);
    });

    test('rows fail by themselves', async () => {
      const results = await home.tenant.batch([
        row('follow', me, nobody),
        row('follow', fan, shop),
        row('follow', me, me),
        row('unfollow', me, shop),
      ]);
      expect(results).toMatchObject([
        { error: { code: 'target_unknown' } },
        { error: { code: 'identity_unknown' } },
        { error: { code: 'self_follow' } },
        { changed: true },
      ]);
    });

    test('a dry run writes nothing, a key writes once', async () => {
      const { tenant } = home;
      const rows = [row('follow', me, fan)];
      expect(await tenant.batch(rows, { dryRun: true })).toMatchObject([{ changed: true }]);
      const idempotencyKey = 'suite-key';
      const first = await tenant.batch(rows, { idempotencyKey });
      expect(first).toMatchObject([{ changed: true }]);
      await tenant.batch([row('unfollow', me, fan)]);
      expect(await tenant.batch(rows, { idempotencyKey })).toEqual(first);
      expect(await tenant.relations([{ follower: me, target: fan }])).toMatchObject([
        { following: false },
      ]);
      await expect(tenant.batch([row('follow', me, shop)], { idempotencyKey })).rejects.toEqual(
        refused('idempotency_key_reused'),
      );
    });

    test('mutuals are those in both lists', async () => {
      const { tenant, admin } = home;
      await admin.batch([row('follow', me, pest), row('follow', pest, me)]);
      const following = await names(tenant, 'following', me);
      const followers = await names(tenant, 'followers', me);
      expect(await names(tenant, 'mutuals', me)).toEqual(
        following.filter((username) => followers.includes(username)),
      );
    });

    test('a block ends both follows until it ends, and belongs to its account', async () => {
      const { tenant, admin } = home;
      expect(await tenant.block(me, pest, true)).toMatchObject({ changed: true });
      expect(await tenant.isBlocked(me, pest)).toBe(true);
      expect(await tenant.relations([{ follower: me, target: pest }])).toMatchObject([
        { following: false, followedBy: false },
      ]);
      expect(await admin.batch([row('follow', pest, me)])).toMatchObject([
        { error: { code: 'blocked' } },
      ]);
      await expect(tenant.block(shop, me, true)).rejects.toEqual(refused('identity_unknown'));
      expect(await tenant.block(me, pest, false)).toMatchObject({ changed: true });
      expect(await admin.batch([row('follow', pest, me)])).toMatchObject([{ changed: true }]);
      expect(await tenant.removeFollower(me, pest)).toMatchObject({ changed: true });
      expect(await tenant.removeFollower(me, pest)).toMatchObject({ changed: false });
    });

    test('a suspension hides an account’s follows and gives them back', async () => {
      const { tenant, admin } = home;
      const { counts } = await tenant.account(fan);
      await admin.setState(fan, 'suspended');
      expect(await tenant.account(fan)).toMatchObject({
        state: 'suspended',
        counts: { followers: 0, following: 0 },
      });
      await admin.setState(fan, 'active');
      expect(await tenant.account(fan)).toMatchObject({ state: 'active', counts });
      await admin.setState(fan, 'deleted');
      await expect(admin.setState(fan, 'active')).rejects.toEqual(refused('account_deleted'));
    });

    test('what does not exist is refused by name', async () => {
      const { tenant } = home;
      await expect(tenant.account(nobody)).rejects.toEqual(refused('account_unknown'));
      await expect(tenant.list('followers', nobody, {})).rejects.toEqual(
        refused('account_unknown'),
      );
      await expect(tenant.changes('rzzzzzz')).rejects.toEqual(refused('revision_unknown'));
      await expect(tenant.list('followers', me, { cursor: 'x' })).rejects.toEqual(
        refused('parameter_invalid'),
      );
    });
  });
}
