import { createHash } from 'node:crypto';
import { documentedFollow } from '../contract/follow-example.js';
import { type Account, emptyProfile, type Profile } from '../domain/account.js';

const documented = documentedFollow.reply.data;

/** The account whose device the demo's first token opens: the document's `myUserName`. */
export const demoCaller: Account = account(documentedFollow.request.myUserName, {
  nickname: '关注小站',
  signature: '演示账号 · the demo account',
  country: 'CN',
  province: 'Guangdong',
  city: 'Shenzhen',
  sex: 1,
});

/** The account that the documented request follows, with its documented profile. */
export const demoTarget: Account = account(documented.username, {
  nickname: documented.nickname,
  headUrl: documented.headUrl,
  signature: documented.signature,
  liveCoverImgUrl: documented.liveCoverImgUrl,
  ...documented.extInfo,
  anchorStatusFlag: documented.liveInfo.anchorStatusFlag,
});

const [beijing, shanghai, guangzhou] = [
  { country: 'CN', province: 'Beijing', city: 'Beijing' },
  { country: 'CN', province: 'Shanghai', city: 'Shanghai' },
  { country: 'CN', province: 'Guangdong', city: 'Guangzhou' },
];

/** Further accounts, told apart by interest, so that follows among them look like a community. */
export const demoCast: readonly Account[] = [
  ...cast('cook', [
    { nickname: '阿蛮的厨房', signature: '一人食，也要好好吃', ...guangzhou, sex: 2 },
    { nickname: '老饕周末', signature: '寻味江南', ...shanghai, sex: 1 },
    { nickname: '面点师小顾', signature: '每天一个包子', ...beijing, sex: 1 },
    { nickname: 'Noodle House', signature: 'Hand-pulled since 2009', sex: 0 },
    { nickname: '茶山行', signature: '走访一百座茶山', province: 'Fujian', country: 'CN', sex: 1 },
  ]),
  ...cast('travel', [
    { nickname: '背包林深', signature: '骑行川藏线', country: 'CN', province: 'Sichuan', sex: 1 },
    { nickname: '海岛日记', signature: '今天也在看海', country: 'CN', province: 'Hainan', sex: 2 },
    { nickname: 'Slow Trains', signature: 'Railways of the world', sex: 0 },
    { nickname: '城市漫步者', signature: '用脚丈量上海', ...shanghai, sex: 2 },
    { nickname: '雪线之上', signature: '登山记录', country: 'CN', province: 'Yunnan', sex: 1 },
  ]),
  ...cast('craft', [
    { nickname: '木作陈', signature: '榫卯之间', ...beijing, sex: 1 },
    { nickname: '陶土与火', signature: '柴窑烧制', country: 'CN', province: 'Jiangxi', sex: 2 },
    { nickname: '旧物修复室', signature: '修好它，再用二十年', ...shanghai, sex: 1 },
    { nickname: 'Paper & Ink', signature: 'Letterpress studio', sex: 2 },
    { nickname: '绣娘阿云', signature: '苏绣第三代', country: 'CN', province: 'Jiangsu', sex: 2 },
  ]),
  ...cast('science', [
    { nickname: '星空老张', signature: '带你看懂夜空', ...beijing, sex: 1 },
    { nickname: '显微镜下', signature: '微观世界很热闹', ...guangzhou, sex: 2 },
    { nickname: '数学有意思', signature: '一题多解', ...shanghai, sex: 1 },
    { nickname: 'Field Notes', signature: 'Birds, mostly', sex: 0 },
    { nickname: '博物馆奇妙周', signature: '每周一件馆藏', ...beijing, sex: 2 },
  ]),
];

/** A username of the documented shape: `v2_` and 76 hexadecimal digits before `@finder`. */
export function demoUsername(seed: string): string {
  const digest = (part: number) => createHash('sha256').update(`${seed} ${part}`).digest('hex');
  return `v2_060000231003b20faec8${(digest(1) + digest(2)).slice(0, 56)}@finder`;
}

function cast(interest: string, profiles: readonly Partial<Profile>[]): Account[] {
  return profiles.map((profile, index) => account(demoUsername(`${interest} ${index}`), profile));
}

function account(username: string, profile: Partial<Profile>): Account {
  return { username, profile: { ...emptyProfile, ...profile } };
}
