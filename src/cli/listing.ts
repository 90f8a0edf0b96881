import { Option } from 'commander';
import type { ApiList, Page } from '../client/index.js';
import type { Printer } from './printer.js';
import { wholeNumber } from './server-command.js';
import type { Column } from './table.js';

export interface PageOptions {
  readonly limit?: number;
  readonly cursor?: string;
  readonly all?: boolean;
}

export const pageOptions = (): Option[] => [
  new Option('--limit <number>', 'the most items of a page').argParser(wholeNumber),
  new Option('--cursor <text>', 'where the page before ended'),
  new Option('--all', 'every page; with --json one item a line'),
];

/** The part of the options that a list takes. */
export function pageQuery({ limit, cursor }: PageOptions): { limit?: number; cursor?: string } {
  return { ...(limit !== undefined && { limit }), ...(cursor !== undefined && { cursor }) };
}

/** Prints a page of a list, or with `all` every page. */
export async function printList<Item, P extends Page<Item>>(
  print: Printer,
  list: ApiList<Item, P>,
  { all }: PageOptions,
  table: {
    readonly columns: readonly Column[];
    readonly empty: string;
    /** What else leads to more. */
    readonly more?: string;
    row(item: Item): readonly string[];
  },
): Promise<void> {
  const { columns, empty, row, more } = table;
  if (all && print.json) {
    for await (const item of list) print.item(item, () => '');
    return;
  }
  const rows: (readonly string[])[] = [];
  if (all) {
    for await (const item of list) rows.push(row(item));
    print.table(null, columns, rows, empty);
    return;
  }
  const page = await list;
  for (const item of page.items) rows.push(row(item));
  print.table(page, columns, rows, empty);
  if (page.hasMore && page.nextCursor !== null) {
    const ways = ['add --all', `or --cursor ${page.nextCursor}`, ...(more ? [more] : [])];
    print.note(`There is more: ${ways.join(', ')}`);
  }
}
