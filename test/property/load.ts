import { setTimeout as sleep } from 'node:timers/promises';
import { decodeRevision } from '#guanzhu/store/revision.js';
import { FollowConnection } from '../support/follow-connection.js';
import type { Instance } from '../support/instance.js';
import { type Population, randomAction, type Seat } from '../support/population.js';
import type { Random } from '../support/random.js';
import { type History, readHistory, type TimedReply } from './history.js';

/** Each seat sends so many random requests, all seats at once; then the store is read. */
export async function runLoad(
  { address, app }: Instance,
  { seats, targets, usernames }: Population,
  { random, requestsPerSeat }: { readonly random: Random; readonly requestsPerSeat: number },
): Promise<History> {
  const start = decodeRevision((await app.store.head()).revision);
  if (start === undefined) throw new Error('the head has no readable revision');
  let ticks = 0;
  const tick = () => {
    ticks += 1;
    return ticks;
  };

  const runSeat = async (seat: Seat, choices: Random): Promise<readonly TimedReply[]> => {
    const connection = new FollowConnection(address, seat);
    const replies: TimedReply[] = [];
    try {
      for (let sent = 0; sent < requestsPerSeat; sent += 1) {
        // Pauses let the clients drift apart, so that batches of every size occur.
        if (choices.fraction() < 0.1) await sleep(choices.integer(0, 4));
        const action = randomAction(choices, seat, targets);
        const sentAt = tick();
        const reply = await connection.send(action);
        replies.push({ ...reply, sentAt, readAt: tick() });
      }
    } finally {
      connection.close();
    }
    return replies;
  };

  const replies = await Promise.all(seats.map((seat) => runSeat(seat, random.fork())));
  return readHistory(app.store, usernames, { start, replies: replies.flat() });
}
