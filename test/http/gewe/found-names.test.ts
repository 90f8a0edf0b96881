import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { search } from '#guanzhu/contract/search.js';
import { searchFollow } from '#guanzhu/contract/search-follow.js';
import { demo } from '#guanzhu/demo/demo.js';
import { accountOf } from '../../support/accounts.js';
import { demoActor } from '../../support/crowd.js';
import { engines, startInstanceOn } from '../../support/engines.js';
import type { Instance } from '../../support/instance.js';
import { succeed } from '../../support/operation-call.js';

const exactNames = [
  '🔥🔥',
  '(•‿•)',
  '...',
  '。。。',
  'C++',
  '+1',
  '👨\u200d👩\u200d👧',
  '❤️',
  '🇨🇳',
  '!!!',
  '——',
  '№ 1',
  '$$$',
  '_-_',
  '官方\u200b店',
  'v2_',
];

const meetings = [
  ['台湾', '台灣小吃'],
  ['台灣小吃', '台湾小吃店'],
  ['臺灣', '台湾早餐'],
  ['cafe', 'Café de Flore'],
  ['café', 'Cafe Noir'],
  ['koln', 'Köln Radio'],
  ['Köln', 'Koln Blog'],
  ['istanbul', 'İstanbul Food'],
  ['İSTANBUL', 'Istanbul Trip'],
  ['strasse', 'Die Straße'],
  ['straße', 'Die Strasse'],
  ['ﾗｰﾒﾝ', 'ラーメン屋'],
] as const;

describe.each(engines)('on %s', (engine) => {
  let instance: Instance;
  beforeAll(async () => {
    instance = await startInstanceOn(engine);
    await instance.app.store.provision({
      accounts: [
        ...exactNames.map((nickname, index) => accountOf(`v2_exact_${index}`, nickname)),
        ...meetings.map(([, nickname], index) => accountOf(`v2_met_${index}`, nickname)),
        accountOf('v2_inside', '小店🔥🔥开业', '签名里有🎉'),
      ],
    });
  });
  afterAll(() => instance.stop());

  async function found(content: string, filter = 0): Promise<readonly (string | undefined)[]> {
    const body = { appId: demo.appId, content, category: 1, filter, page: 0 };
    const { reply } = await succeed(instance.address, search, body);
    return reply.data.data.flatMap(({ items = [] }) =>
      items.map(({ jumpInfo }) => jumpInfo.userName),
    );
  }
  async function follow(keyword: string, toUserName: string): Promise<void> {
    await succeed(instance.address, searchFollow, { ...demoActor, keyword, toUserName });
  }

  test.each(exactNames.map((name, index) => [name, `v2_exact_${index}`] as const))(
    'an exact name is always found: %j',
    async (name, username) => {
      expect((await found(name))[0]).toBe(username);
      expect(await found(name, 1)).toContain(username);
      await follow(name, username);
    },
  );

  test('emoji are found inside names and signatures too', async () => {
    expect(await found('🔥')).toEqual(['v2_exact_0', 'v2_inside']);
    expect(await found('🎉')).toEqual(['v2_inside']);
    await follow('🔥', 'v2_inside');
  });

  test.each(meetings.map(([text, name], index) => [text, name, `v2_met_${index}`] as const))(
    '%s finds %s',
    async (text, _name, username) => {
      expect(await found(text)).toContain(username);
      await follow(text, username);
    },
  );

  test('what meets is marked in the name as it is written', async () => {
    const body = { appId: demo.appId, content: 'cafe', category: 1, filter: 0, page: 0 };
    const { reply } = await succeed(instance.address, search, body);
    expect(JSON.stringify(reply.data)).toContain('highlight\\">Café</em> de Flore');
  });
});
