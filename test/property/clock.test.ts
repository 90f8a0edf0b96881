import { expect, onTestFinished, test } from 'vitest';
import type { Clock } from '#guanzhu/domain/time.js';
import { engines, startInstanceOn } from '../support/engines.js';
import { microsPerHour } from '../support/follow-data.js';
import { provisionPopulation } from '../support/population.js';
import { Random, withSeed } from '../support/random.js';
import { checkHistory } from './history.js';
import { runLoad } from './load.js';

/** A wall clock that is set forwards and back, up to an hour off, again and again. */
function jumpingClock(random: Random) {
  let offset = 0;
  let last = 0;
  const seen = { jumpsBack: 0, least: Number.POSITIVE_INFINITY, most: 0 };
  const clock: Clock = {
    now: () => {
      if (random.fraction() < 0.05) offset = random.integer(-microsPerHour, microsPerHour);
      const now = Date.now() * 1000 + offset;
      if (now < last) seen.jumpsBack += 1;
      last = now;
      seen.least = Math.min(seen.least, now);
      seen.most = Math.max(seen.most, now);
      return now;
    },
  };
  return { clock, seen };
}

test.each(engines)('the wall clock jumps by an hour, and order holds, on %s', async (engine) => {
  const random = new Random();
  const { clock, seen } = jumpingClock(random.fork());
  const instance = await startInstanceOn(engine, {}, { clock });
  onTestFinished(() => instance.stop());
  await withSeed(random, async () => {
    const population = await provisionPopulation(instance.app.store, {
      seats: 8,
      followers: 8,
      followersPerSeat: 3,
      targets: 6,
    });
    const history = await runLoad(instance, population, { random, requestsPerSeat: 100 });
    checkHistory(history);
    expect(seen.jumpsBack).toBeGreaterThan(5);
    expect(seen.most - seen.least).toBeGreaterThan(microsPerHour / 2);
    // Times never run ahead of the furthest the clock has been, but for a microsecond a change.
    const newest = history.ledger.at(-1)?.at ?? 0;
    expect(newest).toBeLessThanOrEqual(seen.most + history.ledger.length);
  });
});
