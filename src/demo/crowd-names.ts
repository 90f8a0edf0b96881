import { emptyProfile, type Profile } from '../domain/account.js';
import { nameKeys } from '../text/name-keys.js';

/** A circle of accounts with one interest: what they call themselves, and what is searched for. */
export interface Circle {
  readonly chinese: readonly string[];
  readonly english: readonly string[];
  readonly signatures: readonly string[];
  readonly queries: readonly string[];
}

export const circles: readonly Circle[] = [
  {
    chinese: ['家常菜', '烘焙', '小厨房', '面馆', '火锅日记', '早餐', '甜品屋', '菜市场'],
    english: ['Bakes', 'Kitchen', 'Eats', 'Ferments'],
    signatures: ['今天吃什么', '一日三餐', '认真做饭', 'Cooking for one'],
    queries: ['家常菜', '烘焙', '早餐', 'kitchen'],
  },
  {
    chinese: ['在路上', '徒步', '自驾', '看海', '古镇游', '露营', '骑行记', '背包'],
    english: ['Wanders', 'Trails', 'Abroad', 'Rides'],
    signatures: ['走遍山河', '下一站去哪', '慢慢走', 'Somewhere north'],
    queries: ['徒步', '露营', '骑行', 'trails'],
  },
  {
    chinese: ['手作', '木工坊', '陶艺', '刺绣', '皮具', '竹编', '修表匠', '扎染'],
    english: ['Crafts', 'Woodwork', 'Clay', 'Stitches'],
    signatures: ['慢工出细活', '一凿一刻', '手上的温度', 'Made by hand'],
    queries: ['木工', '陶艺', '刺绣', 'woodwork'],
  },
  {
    chinese: ['讲科学', '天文', '数学课', '化学实验', '读博日常', '植物志', '物理题', '观星'],
    english: ['Explains', 'Lab', 'Skies', 'Proofs'],
    signatures: ['多问一个为什么', '仰望星空', '实验失败日记', 'Curious about it all'],
    queries: ['天文', '数学', '植物', 'lab'],
  },
  {
    chinese: ['弹吉他', '唱老歌', '钢琴', '民谣', '二胡', '鼓手', '听黑胶', '合唱团'],
    english: ['Strings', 'Sessions', 'Vinyl', 'Sings'],
    signatures: ['今晚开唱', '练琴第100天', '把日子唱成歌', 'Recorded at home'],
    queries: ['吉他', '民谣', '钢琴', 'vinyl'],
  },
  {
    chinese: ['养猫', '遛狗', '鹦鹉', '宠物医生', '流浪猫', '水族箱', '柯基', '养龟'],
    english: ['and the Cat', 'Dogs', 'Aquarium', 'Paws'],
    signatures: ['猫主子今天心情好', '领养代替购买', '毛孩子日常', 'Mostly cat pictures'],
    queries: ['养猫', '柯基', '鹦鹉', 'dogs'],
  },
  {
    chinese: ['跑马', '健身', '打篮球', '瑜伽', '攀岩', '太极', '羽毛球', '游泳'],
    english: ['Runs', 'Climbs', 'Yoga', 'Lifts'],
    signatures: ['今天也要动一动', '配速不重要', '坚持第365天', 'Slow but steady'],
    queries: ['跑步', '瑜伽', '健身', 'climbs'],
  },
  {
    chinese: ['修电脑', '写代码', '聊数码', '机器人', '摄影', '剪视频', '无人机', '做游戏'],
    english: ['Codes', 'Cameras', 'Robots', 'Pixels'],
    signatures: ['又在调试', '拆开看看', '参数党慎入', 'Building small things'],
    queries: ['摄影', '代码', '无人机', 'cameras'],
  },
];

const chineseNames = [
  ...[
    '阿木',
    '小满',
    '老周',
    '晓雯',
    '大刘',
    '阿宁',
    '子墨',
    '若溪',
    '老陈',
    '小鹿',
    '云川',
    '阿岚',
  ],
  ...[
    '雨桐',
    '建国',
    '小七',
    '秋白',
    '阿福',
    '念安',
    '老赵',
    '青禾',
    '一诺',
    '南风',
    '小蔡',
    '思远',
  ],
  ...[
    '老吴',
    '欣然',
    '大鹏',
    '知夏',
    '阿杰',
    '沐阳',
    '小葵',
    '老马',
    '清欢',
    '北辰',
    '阿珍',
    '远山',
  ],
];
const englishNames = [
  ...['Mia', 'Leo', 'Nora', 'Sam', 'Ivy', 'Otto', 'Lena', 'Hugo', 'Ada', 'Finn', 'June', 'Theo'],
  ...['Rosa', 'Max', 'Elsa', 'Noah', 'Vera', 'Ben', 'Kira', 'Luca', 'Maya', 'Owen', 'Zoe', 'Ravi'],
];
const places: readonly Pick<Profile, 'country' | 'province' | 'city'>[] = [
  { country: 'CN', province: 'Beijing', city: 'Beijing' },
  { country: 'CN', province: 'Shanghai', city: 'Shanghai' },
  { country: 'CN', province: 'Guangdong', city: 'Shenzhen' },
  { country: 'CN', province: 'Sichuan', city: 'Chengdu' },
  { country: 'CN', province: 'Zhejiang', city: 'Hangzhou' },
  { country: 'CN', province: 'Yunnan', city: 'Dali' },
];

/** Makes profiles of a circle, no two with one name. `pick` takes one of a list. */
export function profileMaker(
  taken: readonly string[],
  pick: <T>(list: readonly T[]) => T,
): (circle: Circle, isEnglish: boolean) => Profile {
  const looks = new Set(taken.map((nickname) => nameKeys(nickname).look));
  const wanted = (circle: Circle, isEnglish: boolean) =>
    isEnglish
      ? `${pick(englishNames)} ${pick(circle.english)}`
      : `${pick(chineseNames)}${pick(circle.chinese)}`;
  return (circle, isEnglish) => {
    const name = wanted(circle, isEnglish);
    let nickname = name;
    for (let count = 2; looks.has(nameKeys(nickname).look); count += 1)
      nickname = `${name}${count}`;
    looks.add(nameKeys(nickname).look);
    const place = isEnglish ? { country: '', province: '', city: '' } : pick(places);
    return {
      ...emptyProfile,
      nickname,
      signature: pick(circle.signatures),
      ...place,
      sex: pick([0, 1, 2]),
    };
  };
}
