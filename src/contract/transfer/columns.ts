import { closest, distance } from 'fastest-levenshtein';
import { accountColumns, followColumns } from '../v1/transfer-rows.js';

/** What a file's own names for members stand for; `''` for one to be left out. */
export type ColumnMap = ReadonlyMap<string, string>;

const known = new Set(['kind', ...accountColumns, ...followColumns]);
const folded = new Map([...known].map((name) => [name.toLowerCase(), name]));

/** Reads `theirs=ours,other=ours`; undefined for a text that is none, or names no member of ours. */
export function readColumnMap(text: string): ColumnMap | undefined {
  const pairs = text.split(',').map((pair): [string, string] => {
    const at = pair.lastIndexOf('=');
    return [pair.slice(0, Math.max(at, 0)).trim(), pair.slice(at + 1).trim()];
  });
  const readable = pairs.every(
    ([theirs, ours]) => theirs !== '' && (ours === '' || known.has(ours)),
  );
  return readable ? new Map(pairs) : undefined;
}

export interface Columns {
  /** By position; null for one that is left out. */
  readonly names: readonly (string | null)[];
  /** Cells above columns that have no name, which must be empty all the way down. */
  readonly nameless: readonly number[];
}

/** What a file's own name for a member stands for; undefined for none. */
export const knownName = (name: string, map: ColumnMap): string | undefined =>
  map.get(name) ?? folded.get(name.toLowerCase());

/** How many of a header's cells are known: what tells a delimiter from the others. */
export const countKnown = (cells: readonly string[], map: ColumnMap): number =>
  cells.filter((cell) => knownName(cell, map) !== undefined).length;

/** Reads a header; a text says why it is none. */
export function readHeader(
  cells: readonly string[],
  map: ColumnMap,
  ignoreUnknown: boolean,
): Columns | string {
  const named = cells.map((cell) => knownName(cell, map));
  const has = (name: string) => named.includes(name);
  if (!has('username') && !(has('follower') && has('target'))) {
    return `it reads ${quoted(cells)}, where a header is expected: ${layouts}; put one first, or say which column is which with columns=theirs=ours,… (--columns)`;
  }
  const unknown = cells.find((cell, index) => cell !== '' && named[index] === undefined);
  if (unknown !== undefined && !ignoreUnknown) {
    return `the column ${quoted([unknown])} is not known${suggestion(unknown)}, known are ${[...known].join(', ')}: rename it, map it with columns=${unknown.slice(0, 64)}=… (--columns), or leave such columns out with ignoreUnknown=true (--ignore-unknown)`;
  }
  const twice = named.find((name, index) => name && named.indexOf(name) !== index);
  if (twice !== undefined) return `the column ${twice} stands there twice`;
  return {
    names: named.map((name) => name || null),
    nameless: ignoreUnknown ? [] : cells.flatMap((cell, index) => (cell === '' ? [index] : [])),
  };
}

/** What a member that is not known may have been meant for. */
export function suggestion(name: string): string {
  const plain = name
    .slice(0, 64)
    .toLowerCase()
    .replace(/[\s_-]/g, '');
  const near = closest(plain, [...folded.keys()]);
  return distance(plain, near) <= 2 ? ` (is it ${folded.get(near)}?)` : '';
}

const layouts = 'username,nickname,… for accounts, or follower,target,followedAt,… for follows';

function quoted(cells: readonly string[]): string {
  const shown = cells.slice(0, 6).map((cell) => JSON.stringify(cell.slice(0, 40)));
  return shown.join(', ') + (cells.length > shown.length ? ', …' : '');
}
