import { fillWithDemo } from '#guanzhu/demo/demo.js';
import { emptyProfile } from '#guanzhu/domain/account.js';
import { attributionKeys } from '#guanzhu/domain/attribution-report.js';
import type { Change } from '#guanzhu/domain/change.js';
import type { CommandOp, FollowCommand } from '#guanzhu/domain/follow.js';
import { followSides } from '#guanzhu/domain/follow-reads.js';
import type { GraphStore } from '#guanzhu/domain/store.js';
import type { WebhookRecord } from '#guanzhu/domain/webhook-store.js';
import type { Random } from './random.js';

const start = 1_750_000_000_000_000;
const day = 24 * 3_600_000_000;
/** Two accounts that are active, and follow nobody. */
export const newcomers = [
  ['v2_new@finder', '新来的 newcomer'],
  ['v2_newer@finder', '更新的 newer'],
] as const;

const appId = 'wx_demo_device_0000000';
const bytes = (text: string) => Buffer.from(text.padEnd(32, '.'));

/** Something of everything that an instance keeps, and a ledger in which all has happened. */
export async function fillWithEverything(store: GraphStore, random: Random): Promise<void> {
  await fillWithDemo(store, { now: () => start }, { accounts: 30, follows: 300 });
  const names = (await store.exportAccounts(undefined, 1000)).map(
    ({ account }) => account.username,
  );
  const ops: readonly CommandOp[] = [
    ...['follow', 'follow', 'follow', 'unfollow', 'remove', 'block', 'unblock'].map(asOp),
    ...['suspend', 'restore', 'delete'].map(asOp),
  ];
  for (let batch = 0; batch < 12; batch += 1) {
    const commands = Array.from({ length: 25 }, (): FollowCommand => {
      const op = random.fraction() < 0.7 ? random.pick(ops.slice(0, 4)) : random.pick(ops);
      const follower = random.pick(names);
      const own = ['suspend', 'restore', 'delete'].includes(op);
      const searched = op === 'follow' && random.fraction() < 0.5;
      return {
        op: own && op === 'delete' && random.fraction() < 0.6 ? 'suspend' : op,
        follower,
        target: own ? follower : random.pick(names.filter((name) => name !== follower)),
        roleType: random.pick([1, 3]),
        device: random.pick([null, appId]),
        attribution: searched ? { searchId: `s${batch}`, docId: 'd', query: '咖啡 ☕' } : null,
      };
    });
    const key = { key: bytes(`key ${batch}`), request: bytes('r'), first: 2, count: 3 };
    await store.apply(commands, start + batch * day, [key]);
  }
  await store.provision({ secrets: [{ name: 'seal', value: bytes('seal') }] });
  const token = { lastFour: 'abcd', createdAt: start, tenant: { id: '租户' } };
  for (const [index, expiresAt] of [null, start + day].entries()) {
    const hash = bytes(`token ${index}`);
    await store.addToken({ hash, ...token, label: `标签 ${index}`, expiresAt, suspended: false });
    await store.suspendToken(hash, index === 1);
    await store.setCallback(hash, `https://example.com/回调?${index}`);
  }
  const event = { appId: 'wx_a', follower: 'v2_粉丝@finder', followedAt: start + 1 };
  const tried = { event, attempt: 1, at: start + 2, durationMs: 3, status: 204, detail: '' };
  const callback = { url: 'https://example.com/回调?1' };
  await store.noteCallback(bytes('token 1'), {
    ...callback,
    attempt: { ...tried, failedStep: null },
    standing: { failures: 0, failingSince: null, nextAttemptAt: null },
  });
  await store.noteCallback(bytes('token 1'), {
    ...callback,
    attempt: { ...tried, event: null, attempt: 0, status: null, failedStep: 'connect' },
    standing: { failures: 2, failingSince: start, nextAttemptAt: start + day },
  });
  const [first = '', second = ''] = names;
  for (const device of ['wx_a', 'wx_b']) {
    await store.addDevice({ appId: device, tenant: token.tenant, identities: [] });
  }
  for (const [username, nickname] of newcomers) {
    const profile = { ...emptyProfile, nickname, signature: '你好 😀', city: '北京' };
    await store.addAccount({ username, profile });
  }
  await store.addIdentity('wx_a', 'v2_new@finder', 3);
  await store.setOnline('wx_a', false);
  await store.removeDevice('wx_b');
  await store.countSearches([
    { minute: 29_000_000, appId, query: '咖啡', count: 3 },
    { minute: 29_000_001, appId, query: "o'brien \\ {x}", count: 1 },
  ]);
  const webhook = await webhookAt(store, 'wh_1', [first, second]);
  await store.addWebhook(webhook);
  await store.addWebhook({ ...webhook, id: 'wh_2', owner: null, state: 'paused' });
  const previous = { value: bytes('old'), expiresAt: start + day };
  await store.editWebhook('wh_1', { secrets: { current: bytes('new'), previous }, failures: 2 }, [
    attempt(webhook, 1, null),
    attempt(webhook, 2, 200),
  ]);
}

/** All that a store says of its graph, as plain values. */
export async function describeGraph(store: GraphStore): Promise<Readonly<Record<string, unknown>>> {
  const changes: Change[] = [];
  for (;;) {
    const page = await store.changes(changes.at(-1)?.revision, 100);
    changes.push(...page);
    if (page.length < 100) break;
  }
  const accounts = await store.exportAccounts(undefined, 1000);
  const names = accounts.map(({ account }) => account.username);
  const moments = [0.2, 0.5, 0.8, 1].map((part) => changes[Math.floor(part * changes.length) - 1]);
  const points = [];
  for (const name of names) {
    for (const asOf of [undefined, ...moments.map((change) => change?.at)]) {
      const lists = [];
      for (const side of followSides) {
        const query = { side, order: 'newest', limit: 1000 } as const;
        lists.push(await store.listFollows(name, asOf === undefined ? query : { ...query, asOf }));
      }
      points.push([name, asOf, await store.accountAt(name, asOf), lists]);
    }
    points.push(
      await store.counts(name),
      await store.mentions(name, { limit: 100, window: day, order: 'newest' }),
    );
    points.push(await store.history(name, { start, width: day, buckets: 14 }));
  }
  const pairs = names.flatMap((follower) =>
    names.slice(0, 20).map((target) => ({ follower, target })),
  );
  const blocks = [];
  for (const { follower, target } of pairs) blocks.push(await store.blockedAt(follower, target));
  const head = await store.head();
  const now = start + 90 * day;
  const reports = [];
  for (const by of attributionKeys) {
    const times = { from: 0, to: now, now, dayOffset: 0 };
    const query = { by, origin: 'any', tenant: null, limit: 100, skip: 0, head } as const;
    reports.push(await store.attribution({ ...query, ...times }));
  }
  const found = [];
  for (const text of ['咖', 'a', '小 明', 'v2_', 'li', names[3] ?? '']) {
    for (const order of ['relevance', 'newest'] as const) {
      const page = await store.searchAccounts({ text, order, scope: 'all', limit: 50 });
      found.push([text, order, page.accounts]);
    }
  }
  const tokens = await store.listTokens(undefined, 100);
  const devices = await store.listDevices(undefined, 100);
  const webhooks = await store.webhooks();
  return plain({
    ...{ head, changes, accounts, points, blocks, reports, found, tokens, devices, webhooks },
    relations: await store.relations(pairs, undefined),
    hashes: await Promise.all(tokens.map(({ id }) => store.findTokenHash(id))),
    attempts: await Promise.all(webhooks.map(({ id }) => store.attempts(id, undefined, 100))),
    callbackAttempts: await store.callbackAttempts(bytes('token 1'), undefined, 100),
    callbacks: (await store.callbacks()).toSorted((a, b) => (a.url < b.url ? -1 : 1)),
    secret: await store.findSecret('seal'),
    hosted: await store.hostedBy({ id: '租户' }),
    overview: await store.overview({ start, width: day, buckets: 20 }, now),
  });
}

/** Bytes are bytes, in whatever class an engine reads them. */
function plain(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const walk = (part: unknown): unknown => {
    if (part instanceof Uint8Array) return `bytes ${Buffer.from(part).toString('hex')}`;
    if (Array.isArray(part)) return part.map(walk);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, walk(inner)]));
  };
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, walk(part)]));
}

function asOp(op: string): CommandOp {
  const known: readonly CommandOp[] = [
    ...(['follow', 'unfollow', 'remove', 'block', 'unblock'] as const),
    ...(['suspend', 'restore', 'delete'] as const),
  ];
  return known.find((candidate) => candidate === op) ?? 'follow';
}

async function webhookAt(
  store: GraphStore,
  id: string,
  accounts: readonly string[],
): Promise<WebhookRecord> {
  const { revision } = await store.head();
  return {
    ...{
      id,
      accounts,
      owner: { id: '租户' },
      url: 'https://example.com/钩子',
      types: ['followed'],
    },
    ...{ description: '描述', state: 'active', createdAt: start, editedAt: start + 7, failures: 0 },
    ...{ deliveredTo: revision, failingSince: null, nextAttemptAt: start + 9 },
    secrets: { current: bytes('current'), previous: null },
  };
}

function attempt({ deliveredTo: revision }: WebhookRecord, number: number, status: number | null) {
  const failedStep = status === null ? ('connect' as const) : null;
  return {
    ...{ revision, attempt: number, at: start + number, durationMs: 7, status, failedStep },
    detail: '拒绝',
  };
}
