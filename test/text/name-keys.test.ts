import { describe, expect, test } from 'vitest';
import { nameKeys } from '#guanzhu/text/name-keys.js';

function isOneName(first: string, second: string): boolean {
  const [a, b] = [nameKeys(first), nameKeys(second)];
  return a.letters === b.letters || a.look === b.look;
}

const shown = (text: string) => JSON.stringify(text).replace(/[^ -~]/gu, escaped);
const escaped = (character: string) =>
  /\p{L}|\p{Extended_Pictographic}/u.test(character)
    ? character
    : `\\u{${character.codePointAt(0)?.toString(16)}}`;

describe('what looks the same is one name', () => {
  test.each([
    // What is not seen.
    ['官方店', '官方\u200b店'],
    ['官方店', '\ufeff官方店'],
    ['官方店', '官\u00ad方店'],
    ['官方店', '官方\u2060店'],
    ['官方店', '官方\u3164店'],
    ['官方店', '官方店\ufe0f'],
    ['官方店', '官方店\u{e0100}'],
    ['官方店', '官方\u{e0041}店'],
    ['官方店', '\u202a官方店\u202c'],
    ['官方店', '官方\u034f店'],
    ['官方店', '官方\ufffc店'],
    ['官方店', '官方\u{16fe4}店'],
    ['官方店', '官方\u{13430}店'],
    ['官方店', '官方\u{1107f}店'],
    ['官方店', '官方\u2d7f店'],
    ['官方店', '官方\u070f店'],
    ['官方店', '官方\u{1bc9d}店'],
    // Blanks.
    ['官方店', '官方\u{13441}店'],
    ['官方店', '官方 店'],
    ['官方店', '官方\u200a店'],
    ['官方店', '官方\u2800店'],
    ['Noodle House', 'Noodle\u00a0House'],
    ['Noodle House', 'noodle\u3000\u3000HOUSE'],
    ['Noodle House', 'Noodle\u2009House'],
    ['NoodleHouse', 'Noodle\u200aHouse'],
    // Width, case and forms of one letter.
    ['ＡＢＣ', 'abc'],
    ['caf\u00e9', 'cafe\u0301'],
    ['ﬁne', 'fine'],
    ['ΟΔΟΣ', 'οδος'],
    ['McIntosh', 'mcintosh'],
    ['Ali', 'ALI'],
    // Letters of other scripts.
    ['paypal', 'раураl'],
    ['PAYPAL', 'РАYРАL'],
    ['Apple', 'Αpple'],
    ['口红店', 'ロ红店'],
    ['第一店', '第ー店'],
    ['八方', 'ハ方'],
    ['apple店', 'appӏe店'],
    ['Mimi', 'Mi\u0307mi'],
    ['Mimi', 'Mı\u0307mi'],
    ['Mimi', 'Mі\u0307mi'],
    ['Mịmi', 'Mị\u0307mi'],
    ['juju', 'j\u0307uju'],
    // Letters and digits of one script.
    ['PayPal', 'PayPaI'],
    ['PayPal', 'paypaI'],
    ['Model 1O', 'Model l0'],
    ['corner', 'comer'],
    // Punctuation.
    ['阿·明', '阿•明'],
    ['阿·明', '阿・明'],
    ["L'Oréal", 'L’Oréal'],
    ['小-店', '小‐店'],
    ['小店丨北京', '小店|北京'],
    ['小店丨北京', '小店｜北京'],
    ['小店丨北京', '小店│北京'],
    ['小店丨北京', '小店❘北京'],
    ['小店丨北京', '小店ㅣ北京'],
    ['小店丨北京', '小店〡北京'],
    ['波浪～店', '波浪〜店'],
    ['波浪~店', '波浪∼店'],
    ['波浪~店', '波浪∽店'],
    ['短–横', '短—横'],
    ['短-横', '短—横'],
    ['短-横', '短―横'],
    ['短－横', '短−横'],
    ['短-横', '短ー横'],
    ['短——横', '短⸺横'],
    // Emoji.
    ['♥小店', '❤️小店'],
    ['❤️小店', '❤小店'],
    ['🔥\u200d🔥', '🔥🔥'],
    ['❤\u200d🔥店', '❤️\u200d🔥店'],
  ])('%j and %j', (first, second) => {
    expect(isOneName(first, second), `${shown(first)} ${shown(second)}`).toBe(true);
    expect(isOneName(second, first)).toBe(true);
  });
});

describe('what a reader tells apart is two names', () => {
  test.each([
    // Chinese characters that differ by a stroke, or by the length of one.
    ['土豆', '士豆'],
    ['日光', '曰光'],
    ['未来', '末来'],
    ['自己', '自已'],
    ['入口', '人口'],
    ['大力', '太力'],
    ['杜鹃', '杜鹂'],
    ['王者', '玉者'],
    ['干杯', '千杯'],
    ['戊戌', '戊戍'],
    ['一店', '二店'],
    // Simplified and traditional names are names of two.
    ['台湾小吃', '台灣小吃'],
    ['后来', '後来'],
    // Accents are seen.
    ['café', 'cafe'],
    ['Straße', 'Strasse'],
    // A small letter looks like none of what its capital looks like, and the reverse.
    ['Ali', 'All'],
    ['小红Mail', '小红Mall'],
    ['LOL', '101'],
    // Marks that make another sound.
    ['はな', 'ばな'],
    ['ハハ', 'パパ'],
    // One picture, and its parts; one flag, and another.
    ['👨\u200d👩\u200d👧', '👨👩👧'],
    ['👩\u200d🚀', '👩🚀'],
    ['❤️\u200d🔥', '❤️🔥'],
    [
      '\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}队',
      '\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}队',
    ],
    ['🇨🇳', '🇺🇸'],
    ['👍', '👍🏽'],
    // What is written between letters, and how often.
    ['Noodle House', 'NoodleHouse'],
    ['Anna', 'An Na'],
    ['C店', 'C++店'],
    ['..', '...'],
    ['阿明1', '阿明11'],
  ])('%j and %j', (first, second) => {
    expect(isOneName(first, second), `${shown(first)} ${shown(second)}`).toBe(false);
  });
});

test('names that people have stay names of their own', () => {
  const names = [
    ...[
      '小明',
      '晓明',
      '小朋',
      '阿明',
      '阿月',
      '李子柒',
      '李子染',
      '季子柒',
      '老王',
      '老玉',
      '老主',
    ],
    ...['周一', '周二', '周三', '周-三', '周·三', '周三丨北京', '周三丨上海', '周三北京', '丨周三'],
    ...[
      '十里',
      '千里',
      '干里',
      '一只猫',
      '一只喵',
      '二只猫',
      '王小二',
      '王小一',
      '王小',
      '口口',
      '囗口',
    ],
    ...[
      '大脸猫',
      '太脸猫',
      '夭夭',
      '天天',
      '未未',
      '末末',
      '己己',
      '已已',
      '巳巳',
      '丿丿',
      '乀乀',
      '丶丶',
    ],
    ...[
      '小店~',
      '小店~~',
      '小店、',
      '小店。',
      '小店…',
      '小店！',
      '小店？',
      '《小店》',
      '【小店】',
      '「小店」',
    ],
    ...['🔥小店', '小店🔥', '❤小店', '🧡小店', '小店88', '小店66', 'Tina', 'Tiná', 'Tïna', 'Tinna'],
    ...[
      'Ṫina',
      'Żaba',
      'Zaba',
      'İrem',
      'Irem',
      'irem',
      'A-Mei',
      'AMei',
      'A Mei',
      'A·Mei',
      '阿-妹',
      '阿妹',
    ],
  ];
  const alike = names.flatMap((first, index) =>
    names.slice(index + 1).flatMap((second) => (isOneName(first, second) ? [[first, second]] : [])),
  );
  // A capital is no other name.
  expect(alike).toEqual([['Irem', 'irem']]);
});

test('no Chinese character is another', () => {
  const characters = Array.from({ length: 0x9ff0 - 0x4e00 }, (_, index) =>
    String.fromCodePoint(0x4e00 + index),
  );
  expect(new Set(characters.map((each) => nameKeys(each).look)).size).toBe(characters.length);
});
