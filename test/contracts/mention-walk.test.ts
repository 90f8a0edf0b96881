import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GuanzhuClient } from '#guanzhu/client/index.js';
import { demo } from '#guanzhu/demo/demo.js';
import { addCrowd, addDevice, command } from '../support/crowd.js';
import { engines, startInstanceOn } from '../support/engines.js';
import type { Instance } from '../support/instance.js';

/** A page of mentions, as one way into the product gives it. */
type ReadPage = (cursor: string) => Promise<{
  readonly rows: readonly { readonly follower: string; readonly number: number }[];
  readonly cursor: string;
}>;

const deviceOf = (myUserName: string) => `wx_of_${myUserName}`;

function throughService({ app }: Instance, myUserName: string): ReadPage {
  const appId = deviceOf(myUserName);
  const actor = { appId, username: myUserName, roleType: 3 } as const;
  return async (cursor) => {
    const tenant = await app.graph.authenticate(demo.token);
    const list = await app.graph.listMentions(tenant, actor, { scene: 'follow', cursor });
    const rows = list.mentions.map(({ follower, number }) => ({
      follower: follower.username,
      number,
    }));
    return { rows, cursor: list.cursor };
  };
}

function throughSdk({ address: baseUrl }: Instance, myUserName: string): ReadPage {
  const { finder } = new GuanzhuClient({ baseUrl, token: demo.token });
  return async (lastBuff) => {
    const appId = deviceOf(myUserName);
    const body = { appId, myUserName, myRoleType: 3, reqScene: 5, lastBuff } as const;
    const { list, lastBuff: cursor } = await finder.mentionList(body);
    const rows = list.mentions.map(({ username, svrMentionId }) => ({
      follower: username,
      number: svrMentionId,
    }));
    return { rows, cursor };
  };
}

describe.each(engines)('mentionList on %s, while accounts follow', (engine) => {
  let instance: Instance;
  beforeAll(async () => {
    instance = await startInstanceOn(engine);
  });
  afterAll(() => instance.stop());

  test.each([
    ['the service', throughService],
    ['the SDK', throughSdk],
  ] as const)('tells each by %s once, whoever loops until a page is empty', async (way, open) => {
    const { store } = instance.app;
    const [author = ''] = await addCrowd(store, `busy by ${way}`, 1);
    const fans = await addCrowd(store, `fan of ${way}`, 240);
    await addDevice(store, deviceOf(author), [{ username: author, roleType: 3 }]);
    const follow = (...names: readonly string[]) =>
      store.apply(
        names.map((name) => command('follow', name, author)),
        Date.now() * 1000,
      );
    await follow(...fans.slice(0, 90));

    const read = open(instance, author);
    const told: { readonly follower: string; readonly number: number }[] = [];
    const first = await read('');
    expect(first.rows.map(({ number }) => number)).toEqual(
      Array.from({ length: 20 }, (_, index) => 90 - index),
    );
    told.push(...first.rows);

    let writing = true;
    const writer = (async () => {
      for (let next = 90; next < fans.length; next += 3)
        await follow(...fans.slice(next, next + 3));
      writing = false;
    })();
    let { cursor } = first;
    let pages = 1;
    for (;;) {
      // A read of SQLite takes no turn of the event loop, and the writer needs its own.
      await setImmediate();
      const over = !writing;
      const page = await read(cursor);
      expect(page.rows.map(({ number }) => number)).toEqual(
        page.rows.map(({ number }) => number).toSorted((a, b) => b - a),
      );
      told.push(...page.rows);
      if (page.rows.length === 0) {
        expect(page.cursor).toBe(cursor);
        if (over) break;
      } else pages += 1;
      cursor = page.cursor;
    }
    await writer;
    expect(pages).toBeGreaterThanOrEqual(12);
    expect(told.map(({ follower }) => follower).toSorted()).toEqual([...fans].toSorted());
    expect(new Set(told.map(({ number }) => number)).size).toBe(fans.length);
    expect(told.every(({ follower, number }) => fans[number - 1] === follower)).toBe(true);
    expect(await read(cursor)).toEqual({ rows: [], cursor });
    expect((await read('')).rows[0]).toEqual({ follower: fans.at(-1), number: fans.length });
  });
});
