import type { SearchText } from '../../text/search-text.js';
import { type AccountRow, accountStateCode } from '../rows.js';
import { gramKeysAsked } from '../search-grams.js';
import { gramFields } from './account-index.js';
import { accountRowsById } from './accounts-by-id.js';
import type { Connection } from './driver.js';
import { inChunks } from './row-stream.js';
import { statements } from './statements.js';

/** Grams of which the rarest is looked for, and how far each is counted for that. */
const gramsAsked = 8;
const countedUpTo = 2000;
/** Accounts that are looked up at once. */
const group = 100;

type Field = keyof typeof gramFields;

/**
 * Accounts in whose texts the words of a search may stand, in the order of their ids. The index is
 * walked along one gram, the rarest; what it lets through is for the caller to compare.
 */
export class GramIndex {
  readonly #db: Connection;
  readonly #words: readonly string[];

  constructor(db: Connection, { words }: SearchText) {
    this.#db = db;
    this.#words = words;
  }

  async *insideNickname(after: number): AsyncGenerator<AccountRow> {
    const gram = await this.#rarest(['nickname']);
    if (gram !== undefined) yield* this.#accounts(gram, ['nickname'], after, 'oldest');
  }

  async *insideSignature(after: number): AsyncGenerator<AccountRow> {
    // A single word that is not in the nickname is in the signature; of several each may be in either.
    const fields: readonly Field[] =
      this.#words.length === 1 ? ['signature'] : ['nickname', 'signature'];
    const gram = await this.#rarest(fields);
    if (gram !== undefined) yield* this.#accounts(gram, fields, after, 'oldest');
  }

  async *newest(before: number): AsyncGenerator<AccountRow> {
    const gram = await this.#rarest(['nickname', 'signature']);
    if (gram !== undefined) {
      yield* this.#accounts(gram, ['nickname', 'signature'], before, 'newest');
    }
  }

  /** Undefined when some gram stands nowhere, and so nothing is found. */
  async #rarest(fields: readonly Field[]): Promise<string | undefined> {
    const every = new Set(this.#words.flatMap(gramKeysAsked));
    const asked = [...every].sort((a, b) => b.length - a.length).slice(0, gramsAsked);
    const counts = new Map(asked.map((gram) => [gram, 0]));
    const counted = await Promise.all(
      fields.map((field) =>
        this.#db.all(statements.gramCounts, asked, gramFields[field], countedUpTo),
      ),
    );
    for (const { gram, n } of counted.flat()) counts.set(gram, (counts.get(gram) ?? 0) + n);
    const [rarest] = [...counts].sort(([, a], [, b]) => a - b);
    return rarest && rarest[1] > 0 ? rarest[0] : undefined;
  }

  async *#accounts(
    gram: string,
    fields: readonly Field[],
    from: number,
    order: 'oldest' | 'newest',
  ): AsyncGenerator<AccountRow> {
    const statement = order === 'oldest' ? statements.gramOldest : statements.gramNewest;
    const before = (a: number, b: number) => (order === 'oldest' ? a < b : a > b);
    const streams = fields.map((field) =>
      inChunks(
        from,
        (after, limit) => this.#db.all(statement, gram, gramFields[field], after, limit),
        ({ account }) => account,
      ),
    );
    let ids: number[] = [];
    for await (const { account } of merge(streams, before)) {
      ids.push(account);
      if (ids.length < group) continue;
      yield* await this.#activeOf(ids);
      ids = [];
    }
    yield* await this.#activeOf(ids);
  }

  async #activeOf(ids: readonly number[]): Promise<readonly AccountRow[]> {
    const rows = await accountRowsById(this.#db, ids);
    return ids.flatMap((id) => {
      const row = rows.get(id);
      return row?.state === accountStateCode('active') ? [row] : [];
    });
  }
}

interface Found {
  readonly account: number;
}

/** Streams in one order as one stream in that order; what stands in several comes once. */
async function* merge(
  streams: readonly AsyncGenerator<Found>[],
  before: (a: number, b: number) => boolean,
): AsyncGenerator<Found> {
  const next = await Promise.all(streams.map((stream) => stream.next()));
  for (;;) {
    let first: Found | undefined;
    for (const { value, done } of next) {
      if (done === true) continue;
      if (first === undefined || before(value.account, first.account)) first = value;
    }
    if (first === undefined) return;
    yield first;
    for (const [index, stream] of streams.entries()) {
      const head = next[index];
      if (head?.done === false && head.value.account === first.account) {
        next[index] = await stream.next();
      }
    }
  }
}
