import { eastAsianWidth } from 'get-east-asian-width';

export interface Column {
  readonly title: string;
  readonly align?: 'right';
}

const graphemes = new Intl.Segmenter();

/** How many columns of a terminal a text takes. */
export function textWidth(text: string): number {
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += graphemeWidth(segment);
  return width;
}

function graphemeWidth(grapheme: string): number {
  if (/\p{Emoji_Presentation}|\ufe0f/u.test(grapheme)) return 2;
  // Marks are drawn over what they belong to.
  if (/^[\p{Mark}\p{Cf}]/u.test(grapheme)) return 0;
  return eastAsianWidth(grapheme.codePointAt(0) ?? 0);
}

/** A text fit for one cell: what would move the cursor or turn the writing round is made visible. */
export function cellText(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}

/** Lines of aligned columns under their titles; no line ends in white space. */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string {
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => row.map(cellText))];
  const widths = columns.map((_, index) =>
    Math.max(...cells.map((row) => textWidth(row[index] ?? ''))),
  );
  return cells
    .map((row) => {
      const padded = columns.map(({ align }, index) => {
        const text = row[index] ?? '';
        const fill = ' '.repeat((widths[index] ?? 0) - textWidth(text));
        return align === 'right' ? fill + text : text + fill;
      });
      return `${padded.join('  ').trimEnd()}\n`;
    })
    .join('');
}

/** Microseconds as the clock on the wall shows them. */
export function localTime(at: number): string {
  const date = new Date(at / 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}
