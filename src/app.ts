import { fileURLToPath } from 'node:url';
import { v7 as uuid } from 'uuid';
import { type Config, isLoopback, loopbackNames } from './config/config.js';
import { ConfigError, settings } from './config/settings.js';
import { version } from './config/version.js';
import { realWorld, type World } from './config/world.js';
import { demo, fillWithDemo, hasDemo } from './demo/demo.js';
import type { FollowGraph } from './domain/graph.js';
import type { GraphStore } from './domain/store.js';
import { ConsoleFiles } from './http/console/console-files.js';
import { buildServer } from './http/server.js';
import { Access } from './service/access.js';
import { AdminToken, type TokenFile } from './service/admin-token.js';
import { Auditor } from './service/auditor.js';
import { CallbackDispatcher } from './service/callback-dispatcher.js';
import { CallbackService } from './service/callback-service.js';
import { CallbackTargets } from './service/callback-targets.js';
import { ConsoleSessions } from './service/console-sessions.js';
import { CursorSeal } from './service/cursor-seal.js';
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
import { watchStore } from './service/readiness.js';
import { ReportService } from './service/report-service.js';
import { openSeal } from './service/seal.js';
import { SearchCounter } from './service/search-counter.js';
import { SearchService } from './service/search-service.js';
import { SearchTickets } from './service/search-ticket.js';
import { TransferService } from './service/transfer-service.js';
import type { WebhookCourierOptions } from './service/webhook-courier.js';
import { WebhookService } from './service/webhook-service.js';
import { AdminTokenFile } from './store/admin-token-file.js';
import { nameOfLocation, openStore } from './store/open.js';
import { createLogger } from './telemetry/logger.js';
import { createMetrics } from './telemetry/metrics.js';
import {
  observeAudits,
  observeCallbacks,
  observeCommits,
  observeStore,
  observeWebhooks,
} from './telemetry/observers.js';

export type { World };

export interface App {
  /** Where it listens, such as `http://127.0.0.1:2531`. */
  readonly address: string;
  /** The administrator's token when this start made it. */
  readonly newAdminToken: string | undefined;
  /** Where that token waits until somebody has seen it, also after later starts; undefined once it is removed. */
  readonly adminTokenFile: TokenFile | undefined;
  /** What whoever started it should know, though it can be served. */
  readonly warnings: readonly string[];
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

/** Builds an instance and starts it: the one place that knows every part. */
export async function startApp(config: Config, world: Partial<World> = {}): Promise<App> {
  const { clock, randomise, storeFaults, lookup, sleep } = { ...realWorld, ...world };
  const logger = createLogger(config.logLevel);
  const metrics = createMetrics(version);
  const { database } = config;
  const warnings: string[] = [];
  let ready = true;
  let fail: (reason: Error) => void = () => {};
  const failed = new Promise<Error>((resolve) => {
    fail = resolve;
  });
  const store = await openStore(database, {
    faults: storeFaults,
    ...observeStore(metrics, logger),
    onFailed: (error) => {
      ready = false;
      fail(error);
    },
    onStrangelyEmpty: (strangeness) => {
      logger.warn({ database: nameOfLocation(database) }, strangeness);
      warnings.push(strangeness);
    },
    onOtherLedger: (error) => fail(error),
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

    const whyNotUsable = watchStore(store, database.engine);
    const commits = observeCommits(metrics);
    const queue = new LedgerQueue({
      maxBatch: 256,
      maxWaiting: 20_000,
      apply: async (commands, keyed) => {
        const done = commits.onBegin(commands);
        try {
          const results = await store.apply(commands, clock.now(), keyed);
          // Only a change is news: repeats leave the ledger, and so the callbacks, as they are.
          if (commits.onDecided(commands, results)) {
            callbacks.wake();
            news.tell();
          }
          return results;
        } finally {
          done();
        }
      },
    });
    const access = new Access(store);
    const anySeal = await openSeal(store, randomise);
    const seal = new CursorSeal(anySeal, store.ledger);
    // What a search handed out names no place of the ledger, and a restore leaves it good.
    const tickets = new SearchTickets({ seal: anySeal, clock, randomise, ttl: config.searchTtl });
    const { allowSelfFollow } = config;
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
    const admin = new AdminToken(store, config.adminToken);
    const sessions = new ConsoleSessions(clock, randomise, () => admin.version());
    const files = ConsoleFiles.read(fileURLToPath(new URL('./console', import.meta.url)));
    const server = await buildServer({
      ...{ graph, logger, metrics, version },
      newRequestId: () =>
        uuid({ msecs: Math.floor(clock.now() / 1000), random: randomise(new Uint8Array(16)) }),
      isAdmin: (token) => admin.matches(token),
      whyNotReady: async () => (ready ? whyNotUsable() : 'the instance is ending'),
      now: () => clock.now(),
      demo: (await hasDemo(store)) ? demo : null,
      corsOrigins: config.corsOrigins,
      publicUrl: config.publicUrl,
      console: files && {
        files,
        sessions,
        hosts: isLoopback(config.host)
          ? [...loopbackNames, config.host, ...config.consoleHosts]
          : null,
        proxies: config.consoleHosts,
        publicUrl: config.publicUrl,
      },
    });
    await sending.start();
    auditor.start();
    const address = await server.listen({ host: config.host, port: config.port });
    // Nothing stands in the way of showing it any more.
    const tokenFile = new AdminTokenFile(config.dataDir);
    const newAdminToken = await admin.make(tokenFile, randomise).catch(async (error: unknown) => {
      await server.close();
      throw error;
    });
    return {
      address,
      graph,
      store,
      newAdminToken,
      warnings,
      adminTokenFile: (await admin.waitsIn(tokenFile)) ? tokenFile : undefined,
      consoleLink:
        files && `${config.publicUrl || address}/console/sign-in#${await sessions.makeLink()}`,
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
