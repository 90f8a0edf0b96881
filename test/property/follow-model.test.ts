import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Change } from '#guanzhu/domain/change.js';
import { encodeRevision } from '#guanzhu/store/revision.js';
import { type Engine, engines, startInstanceOn } from '../support/engines.js';
import { FollowConnection } from '../support/follow-connection.js';
import { type PopulationSize, provisionPopulation } from '../support/population.js';
import { Random, withSeed } from '../support/random.js';
import { checkHistory, type History, type TimedReply } from './history.js';
import { runLoad } from './load.js';

/** A random run against a server of its own. */
async function recordHistory(
  random: Random,
  size: PopulationSize,
  requestsPerSeat: number,
  engine: Engine = 'sqlite',
): Promise<History> {
  const instance = await startInstanceOn(engine);
  try {
    const population = await provisionPopulation(instance.app.store, size);
    return await runLoad(instance, population, { random, requestsPerSeat });
  } finally {
    await instance.stop();
  }
}

describe.each(engines)('many clients that follow and unfollow at once on %s', (engine) => {
  const rounds = [
    { seats: 16, followers: 2, followersPerSeat: 2, targets: 2, requestsPerSeat: 70 },
    { seats: 8, followers: 1, followersPerSeat: 1, targets: 1, requestsPerSeat: 60 },
    { seats: 12, followers: 6, followersPerSeat: 3, targets: 4, requestsPerSeat: 90 },
    { seats: 16, followers: 12, followersPerSeat: 4, targets: 6, requestsPerSeat: 80 },
  ];

  test.each(rounds)(
    'agree with one ledger: $seats clients, $followers followers, $targets targets',
    async ({ requestsPerSeat, ...size }) => {
      const random = new Random();
      await withSeed(random, async () => {
        const history = await recordHistory(random, size, requestsPerSeat, engine);
        checkHistory(history);
        // Both kinds of replies must have occurred for the check to have looked at them.
        expect(history.replies).toHaveLength(size.seats * requestsPerSeat);
        const changed = history.replies.filter((reply) => reply.changed).length;
        expect(changed).toBeGreaterThan(history.replies.length / 10);
        expect(changed).toBeLessThan(history.replies.length);
      });
    },
  );

  test('get one change for fifty equal follows, and one for fifty equal unfollows', async () => {
    const instance = await startInstanceOn(engine);
    onTestFinished(() => instance.stop());
    const { store } = instance.app;
    const size = { seats: 50, followers: 1, followersPerSeat: 1, targets: 2 };
    const { seats, targets, usernames } = await provisionPopulation(store, size);
    const [follower = '', target = ''] = [usernames[0], targets[1]];
    for (const [op, counts] of [
      ['follow', { followers: 1, following: 0 }],
      ['unfollow', { followers: 0, following: 0 }],
    ] as const) {
      const replies = await Promise.all(
        seats.map(async (seat) => {
          const connection = new FollowConnection(instance.address, seat);
          return connection.send({ op, follower, target }).finally(() => connection.close());
        }),
      );
      expect(replies.filter(({ changed }) => changed)).toHaveLength(1);
      expect(new Set(replies.map(({ position }) => position)).size).toBe(1);
      expect(await store.counts(target)).toEqual(counts);
    }
  });
});

describe('the checker of histories', () => {
  let history: History;
  beforeAll(async () => {
    const size = { seats: 8, followers: 4, followersPerSeat: 2, targets: 4 };
    history = await recordHistory(new Random(1), size, 60);
  });

  test('accepts a true history', () => {
    expect(() => checkHistory(history)).not.toThrow();
  });

  const seededBugs: [name: string, seed: (history: History) => History, complaint: RegExp][] = [
    ['a lost change, the later ones moved up', loseChange, /acknowledged change is missing/],
    ['a newest change that is gone without trace', loseNewest, /acknowledged change is missing/],
    ['a hole in the revisions', skipRevision, /gap in the revisions/],
    ['a change made twice', repeatChange, /is no transition/],
    ['a change that nobody was told of', inventChange, /nobody was told of/],
    ['a time that does not rise', stopTime, /comes after/],
    ['a count too high', (real) => editAccount(real, countTwice), /wrong counts/],
    ['a followers list without its newest row', (real) => editAccount(real, dropRow), /wrong f/],
    ['a list out of order', (real) => editAccount(real, reverse), /wrong follow(ers|ing) list/],
    ['a wrong flag', (real) => editReply(real, isChanged, flipFlag), /wrong flag/],
    [
      'a repeat told as a change',
      (real) => editReply(real, isRepeat, claimChange),
      /twice|missing/,
    ],
    ['a change told as a repeat', (real) => editReply(real, isChanged, denyChange), /nobody was/],
    ['a repeat that is not true', (real) => editReply(real, isRepeat, flipOp), /untrue/],
    ['a reply from a stale state', makeStale, /already answered/],
  ];

  test.each(seededBugs)('rejects %s', (_, seed, complaint) => {
    const wrong = seed(history);
    expect(wrong).not.toEqual(history);
    expect(() => checkHistory(wrong)).toThrow(complaint);
  });
});

const ledgerName = '0c4fa91e';

function renumber(ledger: readonly Change[]): Change[] {
  return ledger.map((change, index) => ({
    ...change,
    revision: encodeRevision(index + 1, ledgerName),
  }));
}

/** A pair that lost both of its transitions leaves a ledger that is sound in itself. */
function loseChange(real: History): History {
  const { ledger, start } = real;
  const first = ledger.findIndex((change, index) => {
    return index >= start && nextOfPair(ledger, index) !== -1 && change.type === 'followed';
  });
  const second = nextOfPair(ledger, first);
  return { ...real, ledger: renumber(ledger.filter((_, at) => at !== first && at !== second)) };
}

function nextOfPair(ledger: readonly Change[], index: number): number {
  const change = ledger[index];
  return ledger.findIndex(
    (other, at) =>
      at > index && other.follower === change?.follower && other.target === change.target,
  );
}

function loseNewest(real: History): History {
  return { ...real, ledger: real.ledger.slice(0, -1) };
}

function skipRevision(real: History): History {
  const middle = Math.floor(real.ledger.length / 2);
  const shift = (change: Change, index: number) =>
    index < middle ? change : { ...change, revision: encodeRevision(index + 2, ledgerName) };
  return { ...real, ledger: real.ledger.map(shift) };
}

function repeatChange(real: History): History {
  const last = real.ledger.at(-1);
  if (!last) throw new Error('the ledger is empty');
  return { ...real, ledger: renumber([...real.ledger, { ...last, at: last.at + 1 }]) };
}

function inventChange(real: History): History {
  const last = real.ledger.at(-1);
  if (!last) throw new Error('the ledger is empty');
  const type = last.type === 'followed' ? 'unfollowed' : 'followed';
  return { ...real, ledger: renumber([...real.ledger, { ...last, type, at: last.at + 1 }]) };
}

function stopTime(real: History): History {
  const { ledger } = real;
  const at = ledger.at(-2)?.at ?? 0;
  return { ...real, ledger: ledger.with(-1, { ...(ledger.at(-1) ?? never()), at }) };
}

type AccountState = History['accounts'][string];

function editAccount(real: History, edit: (state: AccountState) => AccountState): History {
  const [username, state] =
    Object.entries(real.accounts).find(([, { followers }]) => followers.length > 1) ?? never();
  return { ...real, accounts: { ...real.accounts, [username]: edit(state) } };
}

function countTwice(state: AccountState): AccountState {
  const { counts } = state;
  return { ...state, counts: { ...counts, followers: counts.followers + 1 } };
}

function dropRow(state: AccountState): AccountState {
  return { ...state, followers: state.followers.slice(1) };
}

function reverse(state: AccountState): AccountState {
  return { ...state, followers: state.followers.toReversed() };
}

function editReply(
  real: History,
  choose: (reply: TimedReply) => boolean,
  edit: (reply: TimedReply) => TimedReply,
): History {
  const index = real.replies.findLastIndex(choose);
  const reply = real.replies[index] ?? never();
  return { ...real, replies: real.replies.with(index, edit(reply)) };
}

const isChanged = (reply: TimedReply) => reply.changed;
const isRepeat = (reply: TimedReply) => !reply.changed;
const flipFlag = (reply: TimedReply) => ({ ...reply, followFlag: reply.followFlag === 1 ? 0 : 1 });
const claimChange = (reply: TimedReply) => ({ ...reply, changed: true });
const denyChange = (reply: TimedReply) => ({ ...reply, changed: false });

function flipOp(reply: TimedReply): TimedReply {
  const op = reply.op === 'follow' ? 'unfollow' : 'follow';
  return { ...flipFlag(reply), op };
}

/** A repeat answered from a state that was once true, but older than what clients had read. */
function makeStale(real: History): History {
  const { ledger, start } = real;
  const isStillTrueAt = (reply: TimedReply, change: Change) =>
    change.follower === reply.follower &&
    change.target === reply.target &&
    change.type === (reply.op === 'follow' ? 'followed' : 'unfollowed');
  const oldPosition = (reply: TimedReply) =>
    ledger.findIndex((change, at) => at >= start && isStillTrueAt(reply, change)) + 1;
  const isOld = (reply: TimedReply) =>
    isRepeat(reply) && oldPosition(reply) > 0 && oldPosition(reply) < reply.position - 40;
  return editReply(real, isOld, (reply) => ({ ...reply, position: oldPosition(reply) }));
}

function never(): never {
  throw new Error('the history is too poor to seed this bug');
}
