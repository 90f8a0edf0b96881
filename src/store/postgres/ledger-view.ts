import type { Account } from '../../domain/account.js';
import type { CommandOp, FollowCommand } from '../../domain/follow.js';
import type { Micros } from '../../domain/time.js';
import type { InternedAccount, KeptCounts, LedgerView, PairKey } from '../batch-plan.js';
import { bucketOf, bucketOfId, noAccount } from '../bucket.js';
import type { Revisions } from '../revision.js';
import { accountStateOf, toAccount } from '../rows.js';
import type { Connection } from './driver.js';
import type { HeadRow } from './statements/ledger-statements.js';
import { statements } from './statements.js';

export interface LoadedView extends LedgerView {
  /** An account that commands name, by its id. */
  named(account: number): Account | undefined;
  /** A device that a command names, by its appId. */
  deviceId(appId: string | null): number | null;
}

/** What touches every follow of an account. */
const whole: ReadonlySet<CommandOp> = new Set(['suspend', 'restore', 'delete']);

const keyOf = (first: number, second: number) => `${first}>${second}`;

/**
 * Reads all that a batch can be decided on: three round trips at most, of which the last is for
 * commands that touch every follow of an account.
 */
export async function loadView(
  db: Connection,
  head: Promise<HeadRow | undefined>,
  commands: readonly FollowCommand[],
  revisions: Revisions,
): Promise<LoadedView> {
  const names = [...new Set(commands.flatMap(({ follower, target }) => [follower, target]))];
  const appIds = [...new Set(commands.map(({ device }) => device).filter((id) => id !== null))];
  const [headRow, rows, devices] = await Promise.all([
    head,
    db.all(statements.countedAccounts, names.map(bucketOf), names),
    appIds.length > 0 ? db.all(statements.deviceIds, noAccount, appIds) : [],
  ]);
  if (!headRow) throw new Error('the ledger has no head');

  const interned = new Map<string, InternedAccount>();
  const states = new Map<number, number>();
  const counts = new Map<number, KeptCounts>();
  const accounts = new Map<number, Account>();
  for (const row of rows) {
    const account = toAccount(row);
    interned.set(row.username, { id: row.id, account, state: accountStateOf(row.state) });
    accounts.set(row.id, account);
    states.set(row.id, row.state);
    counts.set(row.id, row);
  }

  const { followsOf, hiddenOf } = await loadWhole(db, commands, interned);
  const pairs = new Map<string, PairKey>();
  const ask = (first: number, second: number) => {
    pairs.set(keyOf(first, second), { follower: first, target: second });
    pairs.set(keyOf(second, first), { follower: second, target: first });
  };
  for (const { follower, target } of commands) {
    const [from, to] = [interned.get(follower), interned.get(target)];
    if (from && to) ask(from.id, to.id);
  }
  for (const { follower, target } of [...followsOf.values(), ...hiddenOf.values()].flat()) {
    ask(follower, target);
  }
  const asked = [...pairs.values()];
  const unknown = new Set(
    asked.flatMap(({ follower, target }) => [follower, target]).filter((id) => !states.has(id)),
  );
  const [facts, others] = await Promise.all([
    asked.length === 0
      ? []
      : db.all(
          statements.pairFacts,
          asked.map(({ follower }) => bucketOfId(follower)),
          asked.map(({ follower }) => follower),
          asked.map(({ target }) => target),
        ),
    unknown.size === 0
      ? []
      : db.all(statements.countedStates, [...unknown].map(bucketOfId), [...unknown]),
  ]);
  for (const row of others) {
    states.set(row.id, row.state);
    counts.set(row.id, row);
  }
  const found = {
    follow: new Map<string, Micros>(),
    block: new Map<string, Micros>(),
    hidden: new Map<string, Micros>(),
  };
  for (const { fact, first, second, at } of facts) found[fact].set(keyOf(first, second), at);
  const pairKey = (first: number, second: number) => {
    const key = keyOf(first, second);
    if (!pairs.has(key)) throw new Error('a batch is decided on a pair that was not read');
    return key;
  };
  const deviceIds = new Map(devices.map(({ appId, id }) => [appId, id]));

  return {
    head: headRow,
    revisions,
    account: (username) => interned.get(username),
    named: (account) => accounts.get(account),
    deviceId: (appId) => (appId === null ? null : (deviceIds.get(appId) ?? null)),
    stateOf: (account) => accountStateOf(read(states, account)),
    counts: (account) => read(counts, account),
    followedAt: (follower, target) => found.follow.get(pairKey(follower, target)),
    blocks: (blocker, blocked) => found.block.has(pairKey(blocker, blocked)),
    isHidden: (follower, target) => found.hidden.has(pairKey(follower, target)),
    followsOf: (account) => read(followsOf, account),
    hiddenOf: (account) => read(hiddenOf, account),
  };
}

async function loadWhole(
  db: Connection,
  commands: readonly FollowCommand[],
  interned: ReadonlyMap<string, InternedAccount>,
) {
  const followsOf = new Map<number, readonly PairKey[]>();
  const hiddenOf = new Map<number, readonly PairKey[]>();
  const ids = new Set<number>();
  for (const { op, target } of commands) {
    const account = whole.has(op) ? interned.get(target) : undefined;
    if (account) ids.add(account.id);
  }
  await Promise.all(
    [...ids].map(async (id) => {
      const b = bucketOfId(id);
      const [out, into, hiddenOut, hiddenInto] = await Promise.all([
        db.all(statements.followsOfFollower, b, id),
        db.all(statements.followsOfTarget, b, id),
        db.all(statements.hiddenOfFollower, b, id),
        db.all(statements.hiddenOfTarget, b, id),
      ]);
      followsOf.set(id, [...out, ...into]);
      hiddenOf.set(id, [...hiddenOut, ...hiddenInto]);
    }),
  );
  return { followsOf, hiddenOf };
}

function read<T>(known: ReadonlyMap<number, T>, account: number): T {
  const value = known.get(account);
  if (value === undefined) throw new Error('a batch is decided on an account that was not read');
  return value;
}
