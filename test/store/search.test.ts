import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Account } from '#guanzhu/domain/account.js';
import type { GraphStore } from '#guanzhu/domain/store.js';
import { accountOf, searchAll } from '../support/accounts.js';
import { engines, newStoreOn } from '../support/engines.js';

describe.each(engines)('search on %s', (engine) => {
  const opened: { remove(): Promise<void> }[] = [];

  async function storeOf(accounts: readonly Account[]): Promise<GraphStore> {
    const home = await newStoreOn(engine);
    const { store } = home;
    opened.push(home);
    await store.provision({ accounts });
    return store;
  }

  afterAll(async () => {
    for (const home of opened) await home.remove();
  });

  describe('what is found', () => {
    let store: GraphStore;
    const find = async (text: string) => (await searchAll(store, { text })).usernames;

    beforeAll(async () => {
      store = await storeOf([
        accountOf('cook', '阿蛮的厨房', '一人食，也要好好吃'),
        accountOf('noodle', 'Noodle House', 'Hand-pulled since 2009'),
        accountOf('wide', 'ＡＢＣ　Studio', 'ﬁne ink'),
        accountOf('mixed', '朝夕v频道', 'a"b OR nickname:c*'),
        accountOf('kana', 'ラーメンの店', ''),
        accountOf('hangul', '한국어 공부', ''),
        accountOf('rare', '𠮷野家𝒳', ''),
        accountOf('greek', 'ΟΔΥΣΣΕΥΣ', 'naïve Straße'),
        accountOf('thai', 'ร้านน้ำชา', ''),
        accountOf('emoji', '🔥🔥', ''),
      ]);
    });

    test.each([
      ['阿', ['cook']],
      ['厨房', ['cook']],
      ['的厨房', ['cook']],
      ['蛮的厨', ['cook']],
      ['房', ['cook']],
      ['要好好', ['cook']],
      ['蛮厨', []],
      ['oo', ['noodle']],
      ['OODL', ['noodle']],
      ['e', ['noodle', 'wide', 'mixed', 'greek']],
      ['dle hou', ['noodle']],
      ['house noodle', ['noodle']],
      ['house since', ['noodle']],
      ['house berlin', []],
      ['200', ['noodle']],
      ['2009x', []],
      ['abc', ['wide']],
      ['ａｂｃ studio', ['wide']],
      ['FINE', ['wide']],
      ['夕V', ['mixed']],
      ['夕v频', ['mixed']],
      ['v频道', ['mixed']],
      ['メン', ['kana']],
      ['ﾗｰﾒﾝ', ['kana']],
      ['국어', ['hangul']],
      ['𠮷野', ['rare']],
      ['x', ['rare']],
      ['σευς', ['greek']],
      ['δυσ', ['greek']],
      ['NAÏVE', ['greek']],
      ['น้ำ', ['thai']],
    ])('%s', async (text, expected) => {
      expect(await find(text)).toEqual(expected);
    });

    test.each([
      '',
      ' ',
      '🔥',
      '%',
      '_',
      '*',
      '"',
      "'",
      '\\',
      '()',
      '"" OR ""',
      '阿*',
      '阿"',
      'NOT 阿',
      '阿 OR 厨房',
      'NEAR(阿 厨, 5)',
      'nickname:阿',
      '{nickname}: 阿',
      '^阿',
      '-阿',
      '+',
      "'; DROP TABLE accounts; --",
      '阿%',
      '04e2d',
      'x'.repeat(256),
      '好'.repeat(64),
      'a '.repeat(64),
      Array.from({ length: 60 }, (_, n) => `w${n}`).join(' '),
      '\u{10ffff}',
      '\ufe0f\u200d',
    ])('%j is text, never syntax', async (text) => {
      for (const order of ['relevance', 'newest'] as const) {
        await expect(searchAll(store, { text, order })).resolves.toBeDefined();
      }
    });

    test('every word and character counts, also beyond what the index is asked for', async () => {
      const many = await storeOf([
        accountOf('all', 'alpha bravo charlie delta echo fox', 'g'),
        accountOf('less', 'alpha bravo charlie delta echo', 'g'),
        accountOf('long', '一二三四五六七八九十甲乙丙丁'),
      ]);
      const text = 'alpha bravo charlie delta echo fox g';
      for (const order of ['relevance', 'newest'] as const) {
        expect((await searchAll(many, { text, order })).usernames).toEqual(['all']);
        const found = async (long: string) =>
          (await searchAll(many, { text: long, order })).usernames;
        expect(await found('二三四五六七八九十甲乙丙丁')).toEqual(['long']);
        expect(await found('二三四五六七八九十甲乙丁')).toEqual([]);
      }
    });

    test('operators and wildcards mean themselves', async () => {
      expect(await find('阿 OR 厨房')).toEqual([]);
      expect(await find('阿*')).toEqual(['cook']);
      expect(await find('NOT 阿')).toEqual([]);
      expect(await find('04e2d')).toEqual([]);
      expect(await find('%')).toEqual([]);
    });
  });

  describe('order', () => {
    let store: GraphStore;
    beforeAll(async () => {
      store = await storeOf([
        accountOf('one', 'about tea', 'tea'),
        accountOf('two', 'coffee', 'no tea here'),
        accountOf('three', 'Tea time'),
        accountOf('four', 'TEA'),
        accountOf('five', 'tea house', 'tea'),
        accountOf('six', 'green tea'),
        accountOf('tea', 'nobody'),
        accountOf('teapot', 'somebody'),
        accountOf('seven', 'tea'),
        accountOf('Tea', 'case matters', ''),
      ]);
    });

    test('by tier, each account in its first', async () => {
      const { usernames } = await searchAll(store, { text: 'tea' });
      expect(usernames).toEqual([
        ...['tea', 'four', 'seven', 'teapot', 'five', 'three', 'one', 'six', 'two'],
      ]);
    });

    test('pages of any size give the same list', async () => {
      const whole = await searchAll(store, { text: 'tea' });
      for (const limit of [1, 2, 3, 4, 8, 9, 10]) {
        const { usernames, pages } = await searchAll(store, { text: 'tea', limit });
        expect(usernames).toEqual(whole.usernames);
        expect(pages).toHaveLength(Math.ceil(9 / limit));
      }
    });

    test('newest first, as one list', async () => {
      for (const limit of [1, 2, 20]) {
        const { usernames } = await searchAll(store, { text: 'tea', order: 'newest', limit });
        expect(usernames).toEqual(['seven', 'tea', 'six', 'five', 'four', 'three', 'two', 'one']);
      }
    });

    test('usernames alone', async () => {
      const { usernames } = await searchAll(store, { text: 'tea', scope: 'username' });
      expect(usernames).toEqual(['tea', 'teapot']);
      expect((await searchAll(store, { text: 'te', scope: 'username' })).usernames).toEqual([]);
    });

    test('liked by friends: whom someone followed by the caller follows', async () => {
      const follow = (follower: string, target: string) =>
        ({ op: 'follow', follower, target, roleType: 3, device: null, attribution: null }) as const;
      await store.apply(
        [follow('two', 'teapot'), follow('teapot', 'six'), follow('teapot', 'four')],
        1,
      );
      const liked = (likedBy: string) => searchAll(store, { text: 'tea', likedBy, limit: 1 });
      expect((await liked('two')).usernames).toEqual(['four', 'six']);
      expect((await liked('six')).usernames).toEqual([]);
      expect((await liked('nobody')).usernames).toEqual([]);
    });

    test('a position that no page gave is refused', async () => {
      for (const after of ['', 'x', '9:1:', '0:1:', '5:-1:']) {
        const query = { text: 'tea', scope: 'all', order: 'relevance', limit: 1, after } as const;
        await expect(store.searchAccounts(query)).rejects.toMatchObject({
          code: 'parameter_invalid',
        });
      }
    });
  });

  describe('pages', () => {
    test('accounts that come between pages are met later or not, the others exactly once', async () => {
      const store = await storeOf(
        Array.from({ length: 30 }, (_, n) => accountOf(`u${n}`, `花园${n % 5}`)),
      );
      const query = { text: '园', scope: 'all', order: 'relevance', limit: 10 } as const;
      const seen: string[] = [];
      let after: string | undefined;
      for (let page = 0; page < 20; page += 1) {
        const found = await store.searchAccounts({ ...query, ...(after && { after }) });
        seen.push(...found.accounts.map(({ username }) => username));
        await store.provision({ accounts: [accountOf(`late${page}`, '园')] });
        if (found.next === null) break;
        after = found.next;
      }
      for (let n = 0; n < 30; n += 1) {
        expect(seen.filter((username) => username === `u${n}`)).toHaveLength(1);
      }
    });

    test('the work of a page is bounded, and the next goes on where it stopped', async () => {
      const accounts = Array.from({ length: 1500 }, (_, n) => accountOf(`s${n}`, `山${n}`, '山'));
      const store = await storeOf([...accounts, accountOf('last', '无名', '看山')]);
      const { usernames, pages } = await searchAll(store, { text: '山', limit: 1000 });
      expect(usernames).toHaveLength(1501);
      expect(new Set(usernames).size).toBe(1501);
      expect(usernames.at(-1)).toBe('last');
      // The 1500 stand in an earlier tier than the words inside: those are only passed over there.
      expect(pages).toEqual([1000, 500, 0, 0, 1]);
    });
  });
});
