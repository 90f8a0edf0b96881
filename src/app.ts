import { randomFillSync } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { v7 as uuid } from 'uuid';
import { type Config, isLoopback } from './config/config.js';
import { ConfigError, settings } from './config/settings.js';
import { fillWithDemo, hasDemo } from './demo/demo.js';
import { GuanzhuError } from './domain/errors.js';
import type { FollowCommand, FollowOutcome } from './domain/follow.js';
import type { GraphStore } from './domain/store.js';
import type { Clock } from './domain/time.js';
import { buildServer } from './http/server.js';
import { Access } from './service/access.js';
import { Batcher } from './service/batcher.js';
import { FollowService } from './service/follow-service.js';
import { openStore } from './store/open.js';
import type { FaultPlan } from './store/sqlite/faults.js';
import { createLogger } from './telemetry/logger.js';
import { createMetrics } from './telemetry/metrics.js';

/** What an instance takes from the world; tests put their own in its place. */
export interface World {
  readonly clock: Clock;
  /** Fills the bytes with random ones. */
  randomise(bytes: Uint8Array): Uint8Array;
  readonly storeFaults: FaultPlan;
}

const realWorld: World = {
  clock: { now: () => Date.now() * 1000 },
  randomise: (bytes) => randomFillSync(bytes),
  storeFaults: [],
};

export interface App {
  /** Where it listens, such as `http://127.0.0.1:2531`. */
  readonly address: string;
  /** The storage under it, for what reads beside the server. */
  readonly store: GraphStore;
  /** Settles with the reason when the instance can no longer serve and must end. */
  readonly failed: Promise<Error>;
  /** Answers what was accepted, makes it durable, frees the files. */
  close(): Promise<void>;
}

export const { version }: { version: string } = createRequire(import.meta.url)('../package.json');

/** Builds an instance and starts it: the one place that knows every part. */
export async function startApp(config: Config, world: Partial<World> = {}): Promise<App> {
  const { clock, randomise, storeFaults } = { ...realWorld, ...world };
  const logger = createLogger(config.logLevel);
  const metrics = createMetrics(version);
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  mkdirSync(dirname(config.database.file), { recursive: true, mode: 0o700 });
  const store = await openStore(config.database, { faults: storeFaults });
  try {
    if (config.demo && (await store.isEmpty())) await fillWithDemo(store, clock);
    if (!isLoopback(config.host) && (await hasDemo(store))) {
      throw new ConfigError(
        `${config.database.file} holds the demo, whose tokens are public, so it is not served on ${config.host}: choose another folder with ${settings.dataDir.flag}`,
      );
    }

    let ready = true;
    let fail: (reason: Error) => void = () => {};
    const failed = new Promise<Error>((resolve) => {
      fail = resolve;
    });
    const batcher = new Batcher<FollowCommand, FollowOutcome>({
      maxBatch: 256,
      maxWaiting: 20_000,
      apply: async (batch) => {
        const done = metrics.commitDuration.startTimer();
        metrics.batchSize.observe(batch.length);
        try {
          const results = await store.apply(batch, clock.now());
          for (const [index, result] of results.entries()) {
            const op = batch[index]?.op ?? 'follow';
            const changed = result.ok
              ? result.outcome.changed
                ? 'changed'
                : 'unchanged'
              : 'refused';
            metrics.followCommands.inc({ op, result: changed });
          }
          return results;
        } catch (error) {
          if (error instanceof GuanzhuError && error.code === 'outcome_unknown') {
            ready = false;
            fail(error);
          }
          throw error;
        } finally {
          done();
        }
      },
    });
    const graph = new FollowService({
      store,
      access: new Access(store),
      batcher,
      allowSelfFollow: config.allowSelfFollow,
    });
    const server = await buildServer({
      graph,
      logger,
      metrics,
      version,
      newRequestId: () =>
        uuid({ msecs: Math.floor(clock.now() / 1000), random: randomise(new Uint8Array(16)) }),
      isReady: () => ready,
    });
    const address = await server.listen({ host: config.host, port: config.port });
    return {
      address,
      store,
      failed,
      close: async () => {
        ready = false;
        await server.close();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}
