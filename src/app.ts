import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { v7 as uuid } from 'uuid';
import { type Config, isLoopback, loopbackNames } from './config/config.js';
import { ConfigError, settings } from './config/settings.js';
import { version } from './config/version.js';
import { realWorld, type World } from './config/world.js';
import { demo, fillWithDemo, hasDemo } from './demo/demo.js';
import { GuanzhuError } from './domain/errors.js';
import type { FollowResult } from './domain/follow.js';
import type { FollowGraph } from './domain/graph.js';
import type { GraphStore } from './domain/store.js';
import { ConsoleFiles } from './http/console/console-files.js';
import { buildServer } from './http/server.js';
import { Access } from './service/access.js';
import { openAdminToken } from './service/admin-token.js';
import { Auditor } from './service/auditor.js';
import { CallbackDispatcher } from './service/callback-dispatcher.js';
import { CallbackService } from './service/callback-service.js';
import { CallbackTargets } from './service/callback-targets.js';
import { ConsoleSessions } from './service/console-sessions.js';
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
import { OverviewService } from './service/overview-service.js';
import { postMessage } from './service/pinned-post.js';
import { ProfileService } from './service/profile-service.js';
import { Readiness } from './service/readiness.js';
import { ReportService } from './service/report-service.js';
import { openSeal } from './service/seal.js';
import { SearchCounter } from './service/search-counter.js';
import { SearchService } from './service/search-service.js';
import { SearchTickets } from './service/search-ticket.js';
import { TransferService } from './service/transfer-service.js';
import type { WebhookCourierOptions } from './service/webhook-courier.js';
import { WebhookService } from './service/webhook-service.js';
import { nameOfLocation, openStore } from './store/open.js';
import { createLogger } from './telemetry/logger.js';
import { createMetrics } from './telemetry/metrics.js';
import {
  observeAudits,
  observeCallbacks,
  observeReplicas,
  observeWebhooks,
} from './telemetry/observers.js';

export type { World };

export interface App {
  /** Where it listens, such as `http://127.0.0.1:2531`. */
  readonly address: string;
  /** The administrator's token when this start made it: the only time that it can be read. */
  readonly newAdminToken: string | undefined;
  /** Signs a browser in to the console, once; undefined when the console has not been built. */
  readonly consoleLink: string | undefined;
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
  const { clock, randomise, storeFaults, lookup, sleep } = { ...realWorld, ...world };
  const logger = createLogger(config.logLevel);
  const metrics = createMetrics(version);
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const { database } = config;
  if (database.engine === 'sqlite') {
    mkdirSync(dirname(database.file), { recursive: true, mode: 0o700 });
  }
  const store = await openStore(database, {
    faults: storeFaults,
    events: observeReplicas(metrics, logger),
  });
  const { reads } = store;
  const mentionWindow = config.mentionWindow * 1_000_000;
  const targets = new CallbackTargets(lookup, config.callbackAllow);
  const post: WebhookCourierOptions['post'] = (url, message, stopped) =>
    postMessage(targets, url, message, stopped);
  const callbacks = new CallbackDispatcher({
    store,
    mentionWindow,
    randomise,
    clock,
    post,
    ...observeCallbacks(metrics, logger),
  });
  let webhooks: WebhookService | undefined;
  const auditor = new Auditor({
    store,
    clock,
    ...observeAudits(metrics, logger),
  });
  const sending = new Lease({
    store,
    name: 'sending',
    randomise,
    held: async () => {
      await callbacks.start();
      await webhooks?.start();
    },
    lost: async () => {
      await callbacks.pause();
      await webhooks?.pause();
    },
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
  const counter = new SearchCounter({
    store,
    clock,
    onFault: (error) => logger.warn({ reason: String(error) }, 'searches were not counted yet'),
  });
  const stop = async () => {
    watch?.stop();
    await counter.flush();
    await sending.stop();
    await callbacks.pause();
    await webhooks?.pause();
    await auditor.stop();
    await store.close();
  };
  try {
    if (config.demo && (await store.isEmpty())) {
      const accounts = config.demoAccounts;
      await fillWithDemo(store, clock, { accounts, follows: accounts * 14 });
    }
    if (!isLoopback(config.host) && (await hasDemo(store))) {
      throw new ConfigError(
        `${nameOfLocation(database)} holds the demo, whose tokens are public, so it is not served on ${config.host}: choose another folder with ${settings.dataDir.flag}`,
      );
    }

    let ready = true;
    // A file is there as long as its process is.
    const readiness = new Readiness(() => (watch ? store.head() : Promise.resolve()));
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
    const follows = new FollowService({
      store,
      access,
      queue,
      tickets,
      counter,
      clock,
      allowSelfFollow,
    });
    const feed = new FeedService({ store, news });
    webhooks = new WebhookService({
      ...{ store, feed, targets, seal, clock, randomise, sleep },
      post,
      ...observeWebhooks(metrics, logger),
    });
    const graph = createFollowGraph({
      webhooks,
      auditor,
      reports: new ReportService({ reads, seal, counter, clock }),
      follows,
      search: new SearchService({ reads, access, tickets, counter, clock }),
      lists: new ListService({ reads, access, seal, mentionWindow }),
      profiles: new ProfileService({ store, reads, access, seal, follows }),
      finders: new FinderService({ store, access, randomise }),
      callbacks: new CallbackService({
        ...{ store, targets, seal, clock, post, dispatcher: callbacks },
      }),
      reads: new GraphReadService({ reads, seal }),
      directory: new DirectoryService({
        store,
        seal,
        clock,
        randomise,
        tokenEnded: (hash) => callbacks.refresh(hash),
      }),
      feed,
      overview: new OverviewService({ reads, clock }),
      transfer: new TransferService({ store, reads, queue, clock, allowSelfFollow }),
      writes: new GraphWriteService({ store, access, queue, tickets, clock, allowSelfFollow }),
    });
    const { admin, made: newAdminToken } = await openAdminToken(
      store,
      config.adminToken,
      randomise,
    );
    const sessions = new ConsoleSessions(clock, randomise);
    const files = ConsoleFiles.read(fileURLToPath(new URL('./console', import.meta.url)));
    const server = await buildServer({
      graph,
      logger,
      metrics,
      version,
      newRequestId: () =>
        uuid({ msecs: Math.floor(clock.now() / 1000), random: randomise(new Uint8Array(16)) }),
      isAdmin: (token) => admin.matches(token),
      whyNotReady: async () => {
        if (!ready) return 'the instance is ending';
        return (await readiness.isReady()) ? null : 'the database does not answer';
      },
      now: () => clock.now(),
      console: files && {
        files,
        sessions,
        hosts: isLoopback(config.host)
          ? [...loopbackNames, config.host, ...config.consoleHosts]
          : null,
        demo: (await hasDemo(store)) ? demo : null,
      },
    });
    await sending.start();
    auditor.start();
    const address = await server.listen({ host: config.host, port: config.port });
    return {
      address,
      graph,
      store,
      newAdminToken,
      consoleLink: files && `${address}/console/sign-in#${sessions.makeLink()}`,
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
