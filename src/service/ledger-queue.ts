import { GuanzhuError } from '../domain/errors.js';
import type {
  FollowCommand,
  FollowOutcome,
  FollowResult,
  KeyedCommands,
} from '../domain/follow.js';
import { Batcher } from './batcher.js';
import type { CommandKey } from './idempotency.js';

export interface LedgerQueueOptions {
  /** As `GraphStore.apply`. */
  apply(
    commands: readonly FollowCommand[],
    keyed: readonly KeyedCommands[],
  ): Promise<readonly FollowResult[]>;
  readonly maxBatch: number;
  readonly maxWaiting: number;
}

interface Unit {
  readonly commands: readonly FollowCommand[];
  readonly key: CommandKey | undefined;
}

/** Where every write of the ledger waits for its batch. */
export class LedgerQueue {
  readonly #batcher: Batcher<Unit, readonly FollowResult[]>;
  readonly #running = new Set<string>();

  constructor({ apply, maxBatch, maxWaiting }: LedgerQueueOptions) {
    this.#batcher = new Batcher({
      maxBatch,
      maxWaiting,
      sizeOf: ({ commands }) => commands.length,
      apply: async (units) => {
        const results = await apply(
          units.flatMap(({ commands }) => commands),
          keyedOf(units),
        );
        let first = 0;
        return units.map(({ commands }) => {
          first += commands.length;
          return { ok: true, outcome: results.slice(first - commands.length, first) };
        });
      },
    });
  }

  /** @throws GuanzhuError the command's refusal, and as `submitAll`. */
  async submit(command: FollowCommand, key?: CommandKey): Promise<FollowOutcome> {
    const [result] = await this.submitAll([command], key);
    if (!result) throw new GuanzhuError('internal', { reason: 'a batch lost a result' });
    if (!result.ok) throw new GuanzhuError(result.refusal);
    return result.outcome;
  }

  /**
   * Commands of one commit.
   *
   * @throws GuanzhuError `overloaded`; `idempotency_key_running` while commands under the same key
   *   are on their way; as `GraphStore.apply`.
   */
  async submitAll(
    commands: readonly FollowCommand[],
    key?: CommandKey,
  ): Promise<readonly FollowResult[]> {
    if (!key) return this.#batcher.submit({ commands, key });
    const name = Buffer.from(key.key).toString('base64');
    if (this.#running.has(name)) throw new GuanzhuError('idempotency_key_running');
    this.#running.add(name);
    try {
      return await this.#batcher.submit({ commands, key });
    } finally {
      this.#running.delete(name);
    }
  }
}

function keyedOf(units: readonly Unit[]): readonly KeyedCommands[] {
  const keyed: KeyedCommands[] = [];
  let first = 0;
  for (const { commands, key } of units) {
    if (key) keyed.push({ ...key, first, count: commands.length });
    first += commands.length;
  }
  return keyed;
}
