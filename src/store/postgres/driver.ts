import { createHash } from 'node:crypto';
import pg from 'pg';
import { GuanzhuError } from '../../domain/errors.js';
import type { Statement } from './statements/statement.js';

/** How long a statement may take, in ms. */
const answerTimeout = 60_000;
/** How long nothing may come before the server is asked whether it is there, and how long that may take, in ms. */
const longestSilence = 2_000;

const int8 = 20;

/** One connection. Statements are sent at once and answered in order, so several may be on the way. */
export class Connection {
  /** Whether its server refused writes when it was opened. */
  readOnly = false;
  readonly #client: pg.Client;
  readonly #isThere: () => Promise<boolean>;
  #broken = false;
  #failure: unknown;
  #unanswered = 0;
  #silence: NodeJS.Timeout | undefined;

  /** @param isThere asked when an answer is long in coming. */
  constructor(client: pg.Client, isThere: () => Promise<boolean>) {
    this.#client = client;
    this.#isThere = isThere;
    // Without a listener the loss of an idle connection would end the process.
    client.on('error', () => {
      this.#broken = true;
    });
    client.on('end', () => {
      this.#broken = true;
    });
  }

  /** Whether nothing more can be asked of it. */
  get broken(): boolean {
    return this.#broken;
  }

  async all<Params extends readonly unknown[], Row>(
    { sql }: Statement<Params, Row>,
    ...params: Params
  ): Promise<readonly Row[]> {
    return (await this.#send(sql, params)).rows;
  }

  async get<Params extends readonly unknown[], Row>(
    statement: Statement<Params, Row>,
    ...params: Params
  ): Promise<Row | undefined> {
    return (await this.all(statement, ...params))[0];
  }

  /** Returns how many rows it wrote. */
  async run<Params extends readonly unknown[]>(
    { sql }: Statement<Params, never>,
    ...params: Params
  ): Promise<number> {
    return (await this.#send(sql, params)).rowCount ?? 0;
  }

  /** Runs statements without parameters in one message; returns what the last one was. */
  async script(sql: string): Promise<string> {
    const results = await this.#answer(this.#client.query(sql));
    // Several statements give several results, which the driver's types do not know.
    const last: unknown = Array.isArray(results) ? results.at(-1) : results;
    return typeof last === 'object' && last !== null && 'command' in last
      ? String(last.command)
      : '';
  }

  async close(): Promise<void> {
    if (this.#broken) return this.destroy();
    await this.#client.end().catch(() => {});
  }

  /** Breaks it off; the server undoes a transaction under way. */
  destroy(): void {
    this.#broken = true;
    clearTimeout(this.#silence);
    this.#silence = undefined;
    // The driver waits for the answers of what was sent before it says goodbye: its socket does not.
    this.#client.connection.stream.destroy();
  }

  #send(sql: string, values: readonly unknown[]) {
    return this.#answer(this.#client.query({ name: nameOf(sql), text: sql, values: [...values] }));
  }

  async #answer<T>(answer: Promise<T>): Promise<T> {
    this.#unanswered += 1;
    this.#listen();
    try {
      return await answer;
    } catch (error) {
      return this.#fail(error);
    } finally {
      this.#unanswered -= 1;
      this.#listen();
    }
  }

  /** A server that vanishes breaks no connection: only asking tells it from one that has much to do. */
  #listen(): void {
    clearTimeout(this.#silence);
    if (this.#unanswered === 0 || this.#broken) return;
    const silence = setTimeout(async () => {
      const isThere = await this.#isThere();
      // An answer has come since, or the connection was given up.
      if (this.#silence !== silence) return;
      if (isThere) this.#listen();
      else this.destroy();
    }, longestSilence);
    this.#silence = silence;
  }

  /** Of statements that are on the way together, the first that fails says why the others do. */
  #fail(error: unknown): never {
    if (!isAfterFailure(error)) this.#failure = error;
    throw this.#failure ?? error;
  }
}

const names = new Map<string, string>();

/** A prepared statement's name says its text, so two releases behind one pooler never mix theirs up. */
function nameOf(sql: string): string {
  let name = names.get(sql);
  if (name === undefined) {
    name = createHash('sha256').update(sql).digest('hex').slice(0, 24);
    names.set(sql, name);
  }
  return name;
}

/**
 * Connects to one server.
 *
 * @param onSilence called when it was found to be gone without a word, as a host that lost its power is.
 * @throws Error the driver's own.
 */
export async function connect(
  url: string,
  timeout: number,
  onSilence: () => void,
): Promise<Connection> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: timeout,
    query_timeout: answerTimeout,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    fallback_application_name: 'guanzhu',
    pipeline: true,
    types: {
      // Ids, times and positions stay below 2^53 by construction.
      getTypeParser: (oid, format) =>
        oid === int8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format),
    },
  });
  const connection = new Connection(client, async () => {
    const answers = await answersAt(url);
    if (!answers) onSilence();
    return answers;
  });
  try {
    await client.connect();
    // A primary that was demoted may be told so by its settings alone.
    const { rows } = await client.query<{ readOnly: boolean; encoding: string }>(
      `SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on' AS "readOnly",
        current_setting('server_encoding') AS encoding`,
    );
    const { readOnly = true, encoding = 'none' } = rows[0] ?? {};
    if (encoding !== 'UTF8') {
      throw new Error(`the database has the encoding ${encoding}: it must be UTF8`);
    }
    connection.readOnly = readOnly;
    return connection;
  } catch (error) {
    connection.destroy();
    throw error;
  }
}

/** Whether a server lets anybody in, or says why not. */
async function answersAt(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: longestSilence });
  client.on('error', () => {});
  try {
    await client.connect();
    return true;
  } catch (error) {
    return error instanceof pg.DatabaseError;
  } finally {
    client.connection.stream.destroy();
  }
}

/** A server that only reads. */
export class StandbyError extends Error {
  override readonly name = 'StandbyError';
}

/** What a failure means for what was asked. */
export type FailureKind =
  /** The connection or its server is gone; what was under way may have been carried out. */
  | 'lost'
  /** The server undid the transaction and asks for it to be run again. */
  | 'conflict'
  | 'other';

/** The connection or the server ends or is not there, or the server is no longer the primary. */
const lostStates = /^(08...|57P0[1-5]|25006|25P03|53300|XX000)$/;
const conflictStates = /^(40001|40P01)$/;
const lostCodes = /^(E[A-Z]+|EAI_AGAIN)$/;

export function kindOf(error: unknown): FailureKind {
  if (error instanceof pg.DatabaseError) {
    const state = error.code ?? '';
    if (lostStates.test(state)) return 'lost';
    return conflictStates.test(state) ? 'conflict' : 'other';
  }
  if (error instanceof StandbyError) return 'lost';
  if (!(error instanceof Error)) return 'other';
  if ('code' in error && lostCodes.test(String(error.code))) return 'lost';
  // What the driver says of its own has no code.
  return /^Connection terminated|^Query read timeout|^timeout expired|not queryable|was closed/.test(
    error.message,
  )
    ? 'lost'
    : 'other';
}

/** The domain's error for a driver's; the driver's own stays attached as the cause. */
export function translate(error: unknown): GuanzhuError {
  if (error instanceof GuanzhuError) return error;
  const reason = reasonOf(error);
  if (reason === undefined) return new GuanzhuError('internal', {}, { cause: error });
  return new GuanzhuError('store_unavailable', { reason }, { cause: error });
}

/** A short word for a failure of the database; undefined for a fault of ours. */
export function reasonOf(error: unknown): string | undefined {
  if (error instanceof pg.DatabaseError) return error.code ?? 'unknown';
  if (kindOf(error) !== 'lost') return undefined;
  return error instanceof Error && 'code' in error ? String(error.code) : 'connection-lost';
}

/** The disk is full, or does not do what it is told: every write meets it until somebody has looked after it. */
export function isLastingFault({ code, params }: GuanzhuError): boolean {
  return code === 'store_unavailable' && /^(53100|58030|58000)$/.test(params.reason ?? '');
}

/** Whether a server refuses writes: it is no longer the primary. */
export function isReadOnly(error: unknown): boolean {
  return (
    error instanceof StandbyError || (error instanceof pg.DatabaseError && error.code === '25006')
  );
}

/** Whether a statement failed only because one before it in its transaction had. */
function isAfterFailure(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '25P02';
}

/** Whether two processes made the same table at once. */
export function isDuplicateTable(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^(42P07|23505|42710)$/.test(error.code ?? '');
}

/** Whether there is no such table. */
export function isMissingTable(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '42P01';
}

/** What a store answers with once it is closed. */
export function closedError(): GuanzhuError {
  return new GuanzhuError('store_unavailable', { reason: 'closed' });
}
