import { type Column, cellText, formatTable } from './table.js';

/** Writes what a command found: as JSON, or for people. */
export class Printer {
  readonly json: boolean;

  constructor(json: boolean) {
    this.json = json;
  }

  /** One result: the value itself, or what it says. */
  result(value: unknown, said: () => string): void {
    this.#write(this.json ? `${JSON.stringify(value ?? null, null, 2)}\n` : `${said()}\n`);
  }

  /** Rows under titles; `empty` is said in place of none. */
  table(
    value: unknown,
    columns: readonly Column[],
    rows: readonly (readonly string[])[],
    empty: string,
  ): void {
    if (this.json || rows.length === 0) this.result(value, () => empty);
    else this.#write(formatTable(columns, rows));
  }

  /** Members and their values. */
  fields(value: unknown, fields: Readonly<Record<string, unknown>>): void {
    const rows = Object.entries(fields).map(([name, given]) => [name, String(given)]);
    this.table(value, [{ title: 'Field' }, { title: 'Value' }], rows, 'Nothing.');
  }

  /** One item of a stream: a line of its own. */
  item(value: unknown, said: () => string): void {
    this.#write(`${this.json ? JSON.stringify(value) : cellText(said())}\n`);
  }

  /** What is left to say when there is more, for people alone. */
  note(text: string): void {
    if (!this.json) this.#write(`${text}\n`);
  }

  #write(text: string): void {
    process.stdout.write(text);
  }
}
