import { randomFillSync } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { v7 as uuid } from 'uuid';
import { type Config, isLoopback } from './config/config.js';
import { ConfigError, settings } from './config/settings.js';
import { version } from './config/version.js';
import { fillWithDemo, hasDemo } from './demo/demo.js';
import { GuanzhuError } from './domain/errors.js';
import type { FollowResult } from './domain/follow.js';
import type { FollowGraph } from './domain/graph.js';
import type { GraphStore } from './domain/store.js';
import type { Clock } from './domain/time.js';
import { buildServer } from './http/server.js';
import { Access } from './service/access.js';
import { openAdminToken } from './service/admin-token.js';
import { CallbackDispatcher } from './service/callback-dispatcher.js';
import { postCallback } from './service/callback-post.js';
import { CallbackService } from './service/callback-service.js';
import { CallbackTargets, type Lookup } from './service/callback-targets.js';
import { DirectoryService } from './service/directory-service.js';
import { FeedService } from './service/feed-service.js';
import { FinderService } from './service/finder-service.js';
import { createFollowGraph } from './service/follow-graph.js';
import { FollowService } from './service/follow-service.js';
import { GraphReadService } from './service/graph-read-service.js';
import { GraphWriteService } from './service/graph-write-service.js';
import { Lease } from './service/lease.js';
import { LedgerNews } from './service/ledger-news.js';
import { LedgerQueue } from './service/ledger-queue.js';
import { LedgerWatch } from './service/ledger-watch.js';
import { ListService } from './service/list-service.js';
import { ProfileService } from './service/profile-service.js';
import { openSeal } from './service/seal.js';
import { SearchService } from './service/search-service.js';
import { SearchTickets } from './service/search-ticket.js';
import { TransferService } from './service/transfer-service.js';
import { nameOfLocation, openStore } from './store/open.js';
import type { FaultPlan } from './store/sqlite/faults.js';
import { createLogger } from './telemetry/logger.js';
import { createMetrics } from './telemetry/metrics.js';

/** What an instance takes from the world; tests put their own in its place. */
export interface World {
  readonly clock: Clock;
  /** Fills the bytes with random ones. */
  randomise(bytes: Uint8Array): Uint8Array;
  readonly storeFaults: FaultPlan;
  /** Resolves the host names of callback addresses. */
  readonly lookup: Lookup;
}

const realWorld: World = {
  clock: { now: () => Date.now() * 1000 },
  randomise: (bytes) => randomFillSync(bytes),
  storeFaults: [],
  lookup: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
};

export interface App {
  /** Where it listens, such as `http://127.0.0.1:2531`. */
  readonly address: string;
  /** The administrator's token when this start made it: the only time that it can be read. */
  readonly newAdminToken: string | undefined;
  /** The product that it serves, for what calls it without a server. */
  readonly graph: FollowGraph;
  /** The storage under it, for what reads beside the server. */
  readonly store: GraphStore;
  /** Settles with the reason when the instance can no longer serve and must end. */
  readonly failed: Promise<Error>;
  /** Answers what was accepted, makes it durable, frees the files. */
  close(): Promise<void>;
}

function verdictOf(result: FollowResult): 'changed' | 'unchanged' | 'refused' {
  if (!result.ok) return 'refused';
  return result.outcome.changed ? 'changed' : 'unchanged';
}

/** Builds an instance and starts it: the one place that knows every part. */
export async function startApp(config: Config, world: Partial<World> = {}): Promise<App> {
  const { clock, randomise, storeFaults, lookup } = { ...realWorld, ...world };
  const logger = createLogger(config.logLevel);
  const metrics = createMetrics(version);
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const { database } = config;
  if (database.engine === 'sqlite') {
    mkdirSync(dirname(database.file), { recursive: true, mode: 0o700 });
  }
  const store = await openStore(database, { faults: storeFaults });
  const mentionWindow = config.mentionWindow * 1_000_000;
  const targets = new CallbackTargets(lookup, config.callbackAllow);
  const callbacks = new CallbackDispatcher({
    store,
    mentionWindow,
    randomise,
    post: (url, body, stopped) => postCallback(targets, url, body, stopped),
    onFailure: ({ tenant, url }, error, retryInMs) => {
      // The host alone: a path may hold a receiver's secret.
      const details = { tenant: tenant.id, host: new URL(url).host, retryInMs };
      logger.warn({ ...details, reason: String(error) }, 'a callback was not delivered');
    },
  });
  const sending = new Lease({
    store,
    name: 'callbacks',
    randomise,
    held: () => callbacks.start(),
    lost: () => callbacks.pause(),
  });
  const news = new LedgerNews();
  // Of its own writes a process knows at once; another's are seen only in what it wrote.
  const watch =
    database.engine === 'sqlite'
      ? undefined
      : new LedgerWatch({
          head: () => store.head(),
          isWanted: () => news.isAwaited || callbacks.isBusy,
          tell: () => {
            callbacks.wake();
            news.tell();
          },
        });
  const stop = async () => {
    watch?.stop();
    await sending.stop();
    await callbacks.stop();
    await store.close();
  };
  try {
    if (config.demo && (await store.isEmpty())) await fillWithDemo(store, clock);
    if (!isLoopback(config.host) && (await hasDemo(store))) {
      throw new ConfigError(
        `${nameOfLocation(database)} holds the demo, whose tokens are public, so it is not served on ${config.host}: choose another folder with ${settings.dataDir.flag}`,
      );
    }

    let ready = true;
    let fail: (reason: Error) => void = () => {};
    const failed = new Promise<Error>((resolve) => {
      fail = resolve;
    });
    const queue = new LedgerQueue({
      maxBatch: 256,
      maxWaiting: 20_000,
      apply: async (commands, keyed) => {
        const done = metrics.commitDuration.startTimer();
        metrics.batchSize.observe(commands.length);
        try {
          const results = await store.apply(commands, clock.now(), keyed);
          const verdicts = results.map(verdictOf);
          for (const [index, result] of verdicts.entries()) {
            metrics.followCommands.inc({ op: commands[index]?.op ?? 'follow', result });
          }
          // Only a change is news: repeats leave the ledger, and so the callbacks, as they are.
          if (verdicts.includes('changed')) {
            callbacks.wake();
            news.tell();
          }
          return results;
        } catch (error) {
          if (
            error instanceof GuanzhuError &&
            error.code === 'outcome_unknown' &&
            store.hasFailed()
          ) {
            ready = false;
            fail(error);
          }
          throw error;
        } finally {
          done();
        }
      },
    });
    const access = new Access(store);
    const seal = await openSeal(store, randomise);
    const { allowSelfFollow } = config;
    const tickets = new SearchTickets({ seal, clock, randomise, ttl: config.searchTtl });
    const follows = new FollowService({ store, access, queue, tickets, clock, allowSelfFollow });
    const graph = createFollowGraph({
      follows,
      search: new SearchService({ store, access, tickets, clock }),
      lists: new ListService({
        store,
        access,
        seal,
        mentionWindow,
      }),
      profiles: new ProfileService({ store, access, seal, follows }),
      finders: new FinderService({ store, access, randomise }),
      callbacks: new CallbackService({ store, targets, dispatcher: callbacks }),
      reads: new GraphReadService({ store, seal }),
      directory: new DirectoryService({
        store,
        seal,
        clock,
        randomise,
        tokenEnded: (hash) => callbacks.refresh(hash),
      }),
      feed: new FeedService({ store, news }),
      transfer: new TransferService({ store, queue, clock }),
      writes: new GraphWriteService({ store, access, queue, tickets, clock, allowSelfFollow }),
    });
    const { admin, made: newAdminToken } = await openAdminToken(
      store,
      config.adminToken,
      randomise,
    );
    const server = await buildServer({
      graph,
      logger,
      metrics,
      version,
      newRequestId: () =>
        uuid({ msecs: Math.floor(clock.now() / 1000), random: randomise(new Uint8Array(16)) }),
      isAdmin: (token) => admin.matches(token),
      isReady: () => ready,
      now: () => clock.now(),
    });
    await sending.start();
    const address = await server.listen({ host: config.host, port: config.port });
    return {
      address,
      graph,
      store,
      newAdminToken,
      failed,
      close: async () => {
        ready = false;
        await server.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
