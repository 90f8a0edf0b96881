import type { Page, PageRequest } from '../domain/directory.js';
import { brokenRule, rules } from '../domain/rule.js';
import type { CursorSeal } from './cursor-seal.js';

/**
 * A page of a list in the order of a key, whose cursor serves that list alone.
 *
 * @throws GuanzhuError `parameter_invalid` for a cursor that no page of the list gave.
 */
export async function readPage<Item>(
  seal: CursorSeal,
  list: readonly string[],
  { limit, cursor }: PageRequest,
  read: (after: string | undefined, limit: number) => Promise<readonly Item[]>,
  keyOf: (item: Item) => string,
): Promise<Page<Item>> {
  const after = cursor === '' ? undefined : seal.open(list, cursor);
  if (cursor !== '' && after === undefined) {
    throw brokenRule('cursor', rules.cursor, cursor);
  }
  const rows = await read(after, limit + 1);
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const more = rows.length > items.length && last !== undefined;
  return { items, nextCursor: more ? seal.close(list, keyOf(last)) : '' };
}
