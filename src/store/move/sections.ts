/** A value of a row. */
export type Cell = string | number | Uint8Array | null;
export type Row = readonly Cell[];

/**
 * What a column holds. `account` is an account's number, from 1 in the order in which accounts were
 * made: SQLite keys accounts by it, PostgreSQL by an id that is made of it (src/store/bucket.ts).
 */
export type ColumnKind = 'integer' | 'text' | 'bytes' | 'account';

export interface Section {
  /** In the order in which rows are given; named as in both engines' tables. */
  readonly columns: Readonly<Record<string, ColumnKind>>;
  /** The primary key, without PostgreSQL's bucket. */
  readonly key: readonly string[];
  /** The account in whose bucket PostgreSQL keeps a row; without one, rows are in bucket 0. */
  readonly bucketOf?: string;
}

/**
 * All that an instance keeps, by the tables that hold it, each after those that it refers to. What is
 * made of these rows alone is not moved but made again: mirrors, and what searches look accounts up by.
 */
export const sections = {
  secrets: { columns: { name: 'text', value: 'bytes' }, key: ['name'] },
  tokens: {
    columns: {
      hash: 'bytes',
      tenant: 'text',
      label: 'text',
      last_four: 'text',
      created_at: 'integer',
      expires_at: 'integer',
      suspended: 'integer',
    },
    key: ['hash'],
  },
  callbacks: {
    columns: {
      token_hash: 'bytes',
      url: 'text',
      delivered_to: 'integer',
      failures: 'integer',
      failing_since: 'integer',
      next_attempt_at: 'integer',
      taken_at: 'integer',
    },
    key: ['token_hash'],
  },
  callback_attempts: {
    columns: {
      token_hash: 'bytes',
      number: 'integer',
      app_id: 'text',
      follower: 'text',
      followed_at: 'integer',
      attempt: 'integer',
      at: 'integer',
      duration_ms: 'integer',
      status: 'integer',
      failed_step: 'integer',
      detail: 'text',
    },
    key: ['token_hash', 'number'],
  },
  devices: {
    columns: {
      id: 'integer',
      app_id: 'text',
      tenant: 'text',
      online: 'integer',
      deleted: 'integer',
    },
    key: ['id'],
  },
  accounts: {
    columns: {
      id: 'account',
      username: 'text',
      nickname: 'text',
      name_key: 'text',
      head_url: 'text',
      signature: 'text',
      cover_img_url: 'text',
      live_cover_img_url: 'text',
      country: 'text',
      province: 'text',
      city: 'text',
      sex: 'integer',
      anchor_status_flag: 'integer',
      state: 'integer',
      letters_key: 'text',
      look_key: 'text',
    },
    key: ['id'],
    bucketOf: 'id',
  },
  identities: {
    columns: { device: 'integer', account: 'account', role_type: 'integer' },
    key: ['device', 'account', 'role_type'],
  },
  follows: {
    columns: { follower: 'account', target: 'account', at: 'integer' },
    key: ['follower', 'target'],
    bucketOf: 'follower',
  },
  ended_follows: {
    columns: {
      follower: 'account',
      target: 'account',
      since: 'integer',
      until: 'integer',
      cause: 'integer',
    },
    key: ['follower', 'target', 'since'],
    bucketOf: 'follower',
  },
  hidden_follows: {
    columns: { follower: 'account', target: 'account' },
    key: ['follower', 'target'],
    bucketOf: 'follower',
  },
  blocks: {
    columns: { blocker: 'account', blocked: 'account', at: 'integer' },
    key: ['blocker', 'blocked'],
    bucketOf: 'blocker',
  },
  // Of accounts that have any. PostgreSQL keeps the two apart.
  counts: {
    columns: {
      account: 'account',
      followers: 'integer',
      following: 'integer',
      gained: 'integer',
    },
    key: ['account'],
    bucketOf: 'account',
  },
  changes: {
    columns: {
      position: 'integer',
      at: 'integer',
      type: 'integer',
      follower: 'account',
      target: 'account',
      role_type: 'integer',
      device: 'integer',
      search_id: 'text',
      doc_id: 'text',
      query: 'text',
      cause: 'integer',
    },
    key: ['position'],
  },
  ledger_quarters: {
    columns: { quarter: 'integer', followed: 'integer', unfollowed: 'integer' },
    key: ['quarter'],
  },
  searches: {
    columns: { minute: 'integer', device: 'integer', query: 'text', count: 'integer' },
    key: ['minute', 'device', 'query'],
  },
  idempotency_keys: {
    columns: {
      key: 'bytes',
      request: 'bytes',
      results: 'text',
      expires: 'integer',
      ledger: 'text',
    },
    key: ['key'],
  },
  webhooks: {
    columns: {
      number: 'integer',
      id: 'text',
      owner: 'text',
      url: 'text',
      description: 'text',
      types: 'text',
      accounts: 'text',
      secret: 'bytes',
      previous_secret: 'bytes',
      previous_expires_at: 'integer',
      state: 'integer',
      created_at: 'integer',
      edited_at: 'integer',
      delivered_to: 'integer',
      failures: 'integer',
      failing_since: 'integer',
      next_attempt_at: 'integer',
    },
    key: ['number'],
  },
  webhook_attempts: {
    columns: {
      webhook: 'integer',
      number: 'integer',
      position: 'integer',
      attempt: 'integer',
      at: 'integer',
      duration_ms: 'integer',
      status: 'integer',
      failed_step: 'integer',
      detail: 'text',
    },
    key: ['webhook', 'number'],
  },
} as const satisfies Readonly<Record<string, Section>>;

export type SectionName = keyof typeof sections;

/** In the order in which they are moved. */
export const sectionNames: readonly SectionName[] = typedKeys(sections);

function typedKeys<K extends string>(object: Readonly<Record<K, unknown>>): readonly K[] {
  const isKey = (key: string): key is K => key in object;
  return Object.keys(object).filter(isKey);
}

export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Its place in a row. */
  readonly index: number;
}

export function columnsOf(section: SectionName): readonly Column[] {
  const columns: Section['columns'] = sections[section].columns;
  return Object.entries(columns).map(([name, kind], index) => ({ name, kind, index }));
}

export function keyOf(section: SectionName): readonly Column[] {
  const columns = columnsOf(section);
  const { key }: Section = sections[section];
  return key.flatMap((name) => columns.filter((column) => column.name === name));
}

/** The column of the account in whose bucket PostgreSQL keeps a row; undefined for bucket 0. */
export function bucketColumnOf(section: SectionName): Column | undefined {
  const { bucketOf }: Section = sections[section];
  return columnsOf(section).find(({ name }) => name === bucketOf);
}

/** What searches look an account up by, from a row of `accounts`. */
export function readSearchable(row: Row) {
  const { columns } = sections.accounts;
  const at = (name: keyof typeof columns) => row[Object.keys(columns).indexOf(name)];
  const texts = { nickname: String(at('nickname')), signature: String(at('signature')) };
  return { id: Number(at('id')), username: String(at('username')), texts };
}

/** Values as text: a row to be compared, or a key to go on after. */
export function writeCells(cells: Row): string {
  return JSON.stringify(
    cells.map((cell) => (cell instanceof Uint8Array ? Buffer.from(cell).toString('hex') : cell)),
  );
}

/** The key that `writeCells` wrote; of null, what comes before every key. */
export function readKey(
  columns: readonly { readonly kind: ColumnKind }[],
  after: string | null,
): Row {
  if (after === null) return columns.map(({ kind }) => first[kind]);
  const values: readonly (string | number)[] = JSON.parse(after);
  return values.map((value, index) =>
    columns[index]?.kind === 'bytes' ? Buffer.from(String(value), 'hex') : value,
  );
}

const first: Readonly<Record<ColumnKind, Cell>> = {
  integer: -1,
  account: -1,
  text: '',
  bytes: Buffer.alloc(0),
};
