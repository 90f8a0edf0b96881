import type { Standing } from '../../move/move-end.js';
import { type Cell, columnsOf, keyOf, type Row, type SectionName } from '../../move/sections.js';
import { type Statement, statement } from './statement.js';

type RowStatement = Statement<Cell[], Row>;

/** Rows of a section after a key, in its order. */
export function rowsAfter(section: SectionName): RowStatement {
  const names = columnsOf(section).map(({ name }) => name);
  const key = keyOf(section).map(({ name }) => name);
  const places = key.map(() => '?').join(', ');
  // Where there are no counts they are zeros; PostgreSQL keeps none for zeros.
  const filter = section === 'counts' ? 'AND followers + following + gained > 0' : '';
  return statement(
    `SELECT ${names.join(', ')} FROM ${section}
    WHERE (${key.join(', ')}) > (${places}) ${filter} ORDER BY ${key.join(', ')} LIMIT ?`,
  );
}

export function addRow(section: SectionName): RowStatement {
  const names = columnsOf(section).map(({ name }) => name);
  const places = names.map(() => '?').join(', ');
  return statement(`INSERT INTO ${section} (${names.join(', ')}) VALUES (${places})`);
}

/** A move's marks, and what stands in rows of their own. */
export const moveStatements = {
  moveMark: statement<[], { mark: string }>('SELECT mark FROM moves WHERE number = 1'),
  keepMoveMark: statement<[string]>(`
    INSERT INTO moves (number, mark) VALUES (1, ?)
    ON CONFLICT (number) DO UPDATE SET mark = excluded.mark`),
  dropMoveMark: statement<[]>('DELETE FROM moves WHERE number = 1'),
  setClosed: statement<[number]>('UPDATE head SET closed = ? WHERE id = 1'),
  standing: statement<[], Standing>(`
    SELECT h.position, h.at, h.ledger, h.takes_bare AS takesBare,
      (SELECT coalesce(max(id), 0) FROM accounts WHERE id > 0) AS accounts,
      (SELECT coalesce(max(id), 0) FROM devices WHERE id > 0) AS devices,
      t.accounts AS liveAccounts, t.follows
    FROM head h JOIN totals t ON t.id = h.id WHERE h.id = 1`),
  setTotals: statement<[number, number]>(
    'UPDATE totals SET accounts = ?, follows = ? WHERE id = 1',
  ),
} as const;
