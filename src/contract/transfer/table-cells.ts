/**
 * Cells on their way through spreadsheets and data frames. What those would take for something else
 * than a text goes out with an apostrophe before it, which comes off on the way back.
 */

/** What is computed. */
const formula = /^[=+\-@\t\r\n＝＋－＠]/;
/** What becomes a number, a date or a time, in other digits than it was written in. */
const number =
  /^(?:[\s(（$¥￥€£]|上午|下午)*[.．]?[\d０-９][\s\d０-９.,:/\-+%)）$¥￥€£年月日号號时時分秒上下午eEaApPmM]*$/u;
const month =
  /^[\d\s\-/.,]*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[\s\-/.,]*\d[\d\s\-/.,:]*$/i;
const dayOfMonth = /^\d[\d\s\-/.,]*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*$/i;
/** What becomes a truth, or nothing at all. */
const word =
  /^(?:true|false|#?n\/?a|#n\/a n\/a|<na>|[+-]?nan|[+-]?inf(?:inity)?|null|none|nil|nat)$/i;
/** What stands in a cell whose content a spreadsheet could not work out or show. */
const fault = /^#(?:NAME\?|REF!|VALUE!|DIV\/0!|N\/A|NUM!|NULL!|SPILL!|CALC!|名称？|#+)$/i;
/** How programs write that there is nothing, where they do not leave the cell empty. */
const nothing = /^(?:NULL|Null|null|NaN|nan|None|NaT|<NA>)$/;
/** What tools cut off, or take for a mark of their own. */
const edge = /^[\s\uFEFF]|\s$|^\\N$|^#TYPE |\\[nrt0\\]/;

const isTaken = (text: string) =>
  [formula, number, month, dayOfMonth, word, fault, edge].some((kind) => kind.test(text));

/** However many apostrophes there are already: one more tells them from the one that was added. */
const isGuarded = (cell: string) => isTaken(cell.replace(/^'+/, ''));

export const guardCell = (cell: string): string => (isGuarded(cell) ? `'${cell}` : cell);
export const unguardCell = (cell: string): string =>
  cell.startsWith("'") && isGuarded(cell) ? cell.slice(1) : cell;

export const rounded =
  'was rounded by a spreadsheet, its last digits are lost: take it from the source again, in a column formatted as text';

/** Why a cell's text is not what its writer meant; undefined for one that may be. */
export function whyNotMeant(cell: string): string | undefined {
  if (/^[+-]?\d+(?:[.,]\d+)?[eE]\+\d+$/.test(cell)) {
    return rounded;
  }
  if (fault.test(cell)) {
    return "is a spreadsheet's word for a cell that it could not work out: take it from the source again, in a column formatted as text";
  }
  if (nothing.test(cell)) {
    return 'is how programs write that there is nothing: leave the cell empty';
  }
  if (cell === '\\N') {
    return 'is how a database dump writes NULL: write the table as CSV, with nothing there';
  }
  return undefined;
}

/** Why a cell's text is not what its writer meant where a database wrote the table with tabs. */
export function whyNotUnescaped(cell: string): string | undefined {
  const [found] = /\\[nrt0\\]/.exec(cell) ?? [];
  if (found === undefined || cell.startsWith("'")) return undefined;
  return `holds ${found}, as a database writes a line end, a tab or a backslash where cells are divided by tabs: write the table as CSV`;
}
