import { describe, expect, test } from 'vitest';
import { cellText, formatTable, localTime, textWidth } from '#guanzhu/cli/table.js';

test.each([
  ['', 0],
  ['abc', 3],
  ['关注', 4],
  ['ｱｲ', 2],
  ['Ａ', 2],
  ['e\u0301', 1],
  ['ñandú', 5],
  ['👍🏽', 2],
  ['👨‍👩‍👧', 2],
  ['❤️', 2],
  ['a\u200bb', 2],
])('%j takes %i columns', (text, width) => {
  expect(textWidth(text)).toBe(width);
});

describe('a table', () => {
  test('is aligned by width, not by length', () => {
    const columns = [
      { title: 'Name' },
      { title: 'Followers', align: 'right' as const },
      { title: 'Id' },
    ];
    const rows = [
      ['朝夕v', '12', 'a'],
      ['Noodle House', '3', ''],
      ['', '100', 'b'],
    ];
    expect(formatTable(columns, rows)).toBe(
      [
        'Name          Followers  Id',
        '朝夕v                12  a',
        'Noodle House          3',
        '                    100  b',
        '',
      ].join('\n'),
    );
  });

  test('shows what would move the cursor or turn the writing round', () => {
    expect(cellText('a\u001b[2J\nb\u202ec\u0085')).toBe('a\ufffd[2J\ufffdb\ufffdc\ufffd');
    expect(formatTable([{ title: 'T' }], [['a\nb']]).split('\n')).toHaveLength(3);
  });
});

test('a time is that of the clock on the wall', () => {
  const date = new Date(2026, 0, 2, 3, 4, 5);
  expect(localTime(date.getTime() * 1000 + 999)).toBe('2026-01-02 03:04:05');
});
