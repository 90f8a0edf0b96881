import type { AccountState, Identity, Username } from '../domain/account.js';
import type { Caller } from '../domain/caller.js';
import { GuanzhuError, type Refusal } from '../domain/errors.js';
import type { CommandOp, FollowCommand, FollowResult } from '../domain/follow.js';
import type {
  BatchOptions,
  FollowRowRequest,
  GraphWrites,
  RowResult,
  WriteOutcome,
} from '../domain/graph-writes.js';
import type { GraphStore } from '../domain/store.js';
import type { Clock } from '../domain/time.js';
import type { Access } from './access.js';
import { commandKey, toRefusal } from './idempotency.js';
import { knownAccount } from './known-account.js';
import type { LedgerQueue } from './ledger-queue.js';
import type { SearchTickets } from './search-ticket.js';

export interface GraphWriteServiceOptions {
  readonly store: GraphStore;
  readonly access: Access;
  readonly queue: LedgerQueue;
  readonly tickets: SearchTickets;
  readonly clock: Clock;
  readonly allowSelfFollow: boolean;
}

/** Whom a command is written as. */
interface Writer {
  readonly device: string | null;
  readonly roleType: Identity['roleType'];
}

/** The administrator writes as an account itself, through no device. */
const administrator: Writer = { device: null, roleType: 3 };

/** The place of a row that was refused before it could be a command. */
const noCommand = {
  op: 'follow',
  follower: '',
  target: '',
  ...administrator,
  attribution: null,
} as const;

const opOfState: Readonly<Record<AccountState, CommandOp>> = {
  active: 'restore',
  suspended: 'suspend',
  deleted: 'delete',
};

/** What callers of the graph API write. */
export class GraphWriteService implements GraphWrites {
  readonly #options: GraphWriteServiceOptions;

  constructor(options: GraphWriteServiceOptions) {
    this.#options = options;
  }

  async writeFollows(
    caller: Caller,
    rows: readonly (FollowRowRequest | { readonly refusal: Refusal })[],
    { dryRun, idempotencyKey }: BatchOptions,
  ): Promise<readonly RowResult[]> {
    const writers = new Map<Username, Promise<Writer>>();
    const writerOf = (follower: Username): Promise<Writer> => {
      const known = writers.get(follower) ?? this.#writer(caller, follower);
      writers.set(follower, known);
      return known;
    };
    const commands = await Promise.all(
      rows.map(async (row): Promise<FollowCommand> => {
        if ('refusal' in row) return { ...noCommand, refusal: row.refusal };
        try {
          return this.#command(row, await writerOf(row.follower));
        } catch (error) {
          return { ...noCommand, refusal: toRefusal(error) };
        }
      }),
    );
    const { store, queue, clock } = this.#options;
    const results = dryRun
      ? await store.preview(commands, clock.now())
      : await queue.submitAll(commands, commandKey(caller, idempotencyKey, rows));
    refuseReusedKey(results);
    return results.map((result) =>
      result.ok ? toOutcome(result.outcome) : { refusal: result.refusal },
    );
  }

  async removeFollower(
    caller: Caller,
    username: Username,
    follower: Username,
  ): Promise<WriteOutcome> {
    const writer = await this.#writer(caller, username);
    await knownAccount(this.#options.store, follower);
    return this.#write('remove', follower, username, writer);
  }

  async setBlock(
    caller: Caller,
    username: Username,
    other: Username,
    blocked: boolean,
  ): Promise<WriteOutcome> {
    const writer = await this.#writer(caller, username);
    if (username === other) throw new GuanzhuError('self_follow');
    await knownAccount(this.#options.store, other);
    return this.#write(blocked ? 'block' : 'unblock', username, other, writer);
  }

  async blockedAt(caller: Caller, username: Username, other: Username) {
    if (caller.kind === 'tenant') await this.#options.access.host(caller.tenant, username);
    else await knownAccount(this.#options.store, username);
    await knownAccount(this.#options.store, other);
    return this.#options.store.blockedAt(username, other);
  }

  async setAccountState(username: Username, state: AccountState): Promise<WriteOutcome> {
    await knownAccount(this.#options.store, username);
    return this.#write(opOfState[state], username, username, administrator);
  }

  async #write(
    op: CommandOp,
    follower: Username,
    target: Username,
    writer: Writer,
  ): Promise<WriteOutcome> {
    const command = { op, follower, target, ...writer, attribution: null };
    return toOutcome(await this.#options.queue.submit(command));
  }

  #command({ op, follower, target, searchInfo }: FollowRowRequest, writer: Writer): FollowCommand {
    const { tickets, allowSelfFollow } = this.#options;
    if (op === 'follow' && follower === target && !allowSelfFollow) {
      throw new GuanzhuError('self_follow');
    }
    // A search belongs to a device: what comes through none cannot come from one.
    const attribution =
      op === 'follow' ? tickets.attribute(writer.device ?? '', target, searchInfo) : null;
    return { op, follower, target, ...writer, attribution };
  }

  async #writer(caller: Caller, username: Username): Promise<Writer> {
    if (caller.kind === 'tenant') {
      const { appId, online, roleType } = await this.#options.access.host(caller.tenant, username);
      if (!online) throw new GuanzhuError('device_offline', { appId });
      return { device: appId, roleType };
    }
    await knownAccount(this.#options.store, username);
    return administrator;
  }
}

/** A key that was used for another batch, or before a restore, refuses the batch, not its rows. */
function refuseReusedKey(results: readonly FollowResult[]): void {
  for (const result of results) {
    if (result.ok) continue;
    const { code, params } = result.refusal;
    if (code === 'idempotency_key_reused' || code === 'ledger_changed') {
      throw new GuanzhuError(code, params);
    }
  }
}

function toOutcome({ changed, revision }: WriteOutcome): WriteOutcome {
  return { changed, revision };
}
