import { describe, expect, test } from 'vitest';
import { searchKey } from '#guanzhu/text/folding.js';

describe('a search takes for the same', () => {
  test.each([
    ['台湾', '台灣'],
    ['台湾', '臺灣'],
    ['执着', '執著'],
    ['干杯', '乾杯'],
    ['头发', '頭髮'],
    ['里面', '裡面'],
    ['里面', '裏面'],
    ['卫生', '衞生'],
    ['面包', '麵包'],
    ['café', 'cafe'],
    ['Köln', 'koln'],
    ['İstanbul', 'istanbul'],
    ['ISPARTA', 'ısparta'],
    ['Straße', 'STRASSE'],
    ['Ærø', 'aero'],
    ['Łódź', 'lodz'],
    ['Đà Nẵng', 'da nang'],
    ['œuvre', 'oeuvre'],
    ['ёлка', 'елка'],
    ['Άλφα', 'αλφα'],
    ['مُحَمَّد', 'محمد'],
    ['ﬁne', 'fine'],
    ['Ｃ＋＋', 'c++'],
    ['ﾗｰﾒﾝ', 'ラーメン'],
    ['1️⃣店', '1店'],
    ['官方\u200b店', '官方店'],
    ['a\u3000b', 'a b'],
  ])('%s and %s', (first, second) => {
    expect(searchKey(first)).toBe(searchKey(second));
  });
});

describe('a search tells apart', () => {
  test.each([
    ['土', '士'],
    ['ハハ', 'パパ'],
    ['はな', 'ばな'],
    ['มา', 'ม้า'],
    ['कि', 'की'],
    ['가', '갸'],
    ['la', '1a'],
  ])('%s and %s', (first, second) => {
    expect(searchKey(first)).not.toBe(searchKey(second));
  });
});
