import { setTimeout as sleep } from 'node:timers/promises';
import type { Change } from '#guanzhu/domain/change.js';
import { checkAccounts, foldLedger, isChangeOf, readAccounts } from '../property/history.js';
import {
  ConnectionLost,
  FollowConnection,
  FollowRefused,
  type FollowReply,
} from '../support/follow-connection.js';
import {
  type FollowAction,
  type Population,
  randomAction,
  type Seat,
} from '../support/population.js';
import type { Random } from '../support/random.js';
import { type OpenedFile, readBeside } from './database-file.js';

/** What the clients of a server that may die have seen: the only witness there is. */
export class Journal {
  /** Every reply that was read to its end. */
  readonly acknowledged: FollowReply[] = [];
  /** Requests without a reply: carried out or not, nobody knows. */
  readonly unknown: FollowAction[] = [];
  readonly refused: FollowRefused[] = [];
  readonly lost: ConnectionLost[] = [];

  /** One client's random requests, one after the other, until `done` or until one gets no reply. */
  async write(
    address: string,
    seat: Seat,
    targets: readonly string[],
    random: Random,
    done: () => boolean = () => false,
  ): Promise<void> {
    const connection = new FollowConnection(address, seat);
    try {
      while (!done()) {
        if (random.fraction() < 0.1) await sleep(random.integer(0, 4));
        const action = randomAction(random, seat, targets);
        try {
          this.acknowledged.push(await connection.send(action));
        } catch (error) {
          if (error instanceof FollowRefused) this.refused.push(error);
          else if (error instanceof ConnectionLost) this.#lose(error);
          else throw error;
          if (error instanceof ConnectionLost) return;
        }
      }
    } finally {
      connection.close();
    }
  }

  #lose(error: ConnectionLost): void {
    this.lost.push(error);
    // What was never sent cannot have been carried out.
    if (error.code !== 'ECONNREFUSED') this.unknown.push(error.action);
  }
}

/** Starts all seats of a population at once on one server. */
export function writeFromAllSeats(
  journal: Journal,
  address: string,
  { seats, targets }: Population,
  random: Random,
  done?: () => boolean,
): Promise<unknown> {
  return Promise.all(
    seats.map((seat) => journal.write(address, seat, targets, random.fork(), done)),
  );
}

/**
 * Holds a database file to what clients were told, and to itself. Returns its ledger.
 *
 * @param settled the ledger at the check before: it may only have grown since, and what was unknown
 *   before it is decided.
 * @throws Error that says what contradicts what.
 */
export async function checkFile(
  file: string,
  population: Population,
  witness: Pick<Journal, 'acknowledged' | 'unknown'>,
  settled: readonly Change[] = [],
): Promise<readonly Change[]> {
  using opened = readBeside(file);
  const ledger = await checkStore(opened.store, population, witness, settled);
  const integrity = opened.integrity();
  if (integrity !== 'ok') fail('the file is damaged', integrity);
  return ledger;
}

/** As `checkFile`, for whatever a store keeps its graph in. */
export async function checkStore(
  store: OpenedFile['store'],
  { usernames }: Population,
  { acknowledged, unknown }: Pick<Journal, 'acknowledged' | 'unknown'>,
  settled: readonly Change[] = [],
): Promise<readonly Change[]> {
  const ledger = await store.changes(undefined, Number.MAX_SAFE_INTEGER);
  const fold = foldLedger(ledger);
  checkPrefix(ledger, settled);

  const changes = new Set<number>();
  for (const reply of acknowledged.filter(({ changed }) => changed)) {
    const change = ledger[reply.position - 1];
    if (!change || !isChangeOf(change, reply)) fail('an acknowledged change is lost', reply);
    if (changes.has(reply.position)) fail('one change was acknowledged twice', reply);
    changes.add(reply.position);
  }
  const unclaimed = [...unknown];
  const unexplained = ledger.filter((change, index) => {
    if (index < settled.length || changes.has(index + 1)) return false;
    const cause = unclaimed.findIndex((action) => isChangeOf(change, action));
    if (cause !== -1) unclaimed.splice(cause, 1);
    return cause === -1;
  });
  if (unexplained.length > 0) fail('nobody asked for these changes', unexplained);

  checkLastWord(ledger, acknowledged, changes, (follower, target) => {
    return fold.followedAt(follower, target) !== undefined;
  });
  checkAccounts(await readAccounts(store, usernames), fold);
  return ledger;
}

function checkPrefix(ledger: readonly Change[], settled: readonly Change[]): void {
  for (const [index, before] of settled.entries()) {
    const now = ledger[index];
    const kept = now && JSON.stringify(now) === JSON.stringify(before);
    if (!kept) fail('a settled change is gone or altered', { before, now });
  }
}

/** A pair is in the state last acknowledged, unless a later request for it got no reply. */
function checkLastWord(
  ledger: readonly Change[],
  acknowledged: readonly FollowReply[],
  acknowledgedChanges: ReadonlySet<number>,
  isLive: (follower: string, target: string) => boolean,
): void {
  const pairOf = ({ follower, target }: { follower: string; target: string }) =>
    `${follower} ${target}`;
  const lastWords = new Map<string, FollowReply>();
  for (const reply of acknowledged) {
    const last = lastWords.get(pairOf(reply));
    if (!last || reply.position > last.position) lastWords.set(pairOf(reply), reply);
  }
  const changedSilently = new Map<string, number>();
  for (const [index, change] of ledger.entries()) {
    if (!acknowledgedChanges.has(index + 1)) changedSilently.set(pairOf(change), index + 1);
  }
  for (const [pair, reply] of lastWords) {
    const overruled = (changedSilently.get(pair) ?? 0) > reply.position;
    const agrees = isLive(reply.follower, reply.target) === (reply.op === 'follow');
    if (!overruled && !agrees) fail('the last acknowledged request does not hold', reply);
  }
}

function fail(message: string, evidence: unknown): never {
  throw new Error(`${message}: ${JSON.stringify(evidence)}`);
}
