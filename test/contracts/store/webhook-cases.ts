import { expect, test } from 'vitest';
import type { GraphStore } from '#guanzhu/domain/store.js';
import {
  type KeptAttempt,
  keptAttempts,
  type WebhookRecord,
} from '#guanzhu/domain/webhook-store.js';
import type { OpenStore } from './store-home.js';

async function webhookAt(store: GraphStore, id: string): Promise<WebhookRecord> {
  return {
    id,
    owner: { id: 'tenant' },
    url: 'https://example.com/钩子',
    description: '描述 😀',
    types: ['followed'],
    accounts: ['v2_a@finder', 'v2_b@finder'],
    state: 'active',
    createdAt: 1_700_000_000_000_000,
    editedAt: 1_700_000_000_000_007,
    deliveredTo: (await store.head()).revision,
    failures: 0,
    failingSince: null,
    nextAttemptAt: null,
    secrets: { current: new Uint8Array([1, 2, 3]), previous: null },
  };
}

async function attemptAt(store: GraphStore, attempt: number): Promise<KeptAttempt> {
  const { revision } = await store.head();
  const rest = { at: 5 + attempt, durationMs: 7, status: null, detail: '拒绝' };
  return { revision, attempt, failedStep: 'connect', ...rest };
}

/** Secrets are bytes in whatever class an engine reads them. */
const plain = (webhook: WebhookRecord | undefined) =>
  webhook && {
    ...webhook,
    secrets: {
      current: [...webhook.secrets.current],
      previous: webhook.secrets.previous && {
        ...webhook.secrets.previous,
        value: [...webhook.secrets.previous.value],
      },
    },
  };

export function webhookCases(openStore: OpenStore): void {
  test('a webhook is read as it was added, and edited member by member', async () => {
    const { store } = await openStore();
    const webhook = await webhookAt(store, 'wh_1');
    await store.addWebhook(webhook);
    expect(plain(await store.findWebhook('wh_1'))).toEqual(plain(webhook));
    const changes: Partial<WebhookRecord> = {
      owner: null,
      state: 'gone',
      failures: 3,
      failingSince: 4,
      nextAttemptAt: 5,
      secrets: {
        current: new Uint8Array([9]),
        previous: { value: new Uint8Array([1, 2, 3]), expiresAt: 77 },
      },
    };
    await store.editWebhook('wh_1', changes);
    expect(plain(await store.findWebhook('wh_1'))).toEqual(plain({ ...webhook, ...changes }));
    expect(await store.findWebhook('wh_2')).toBeUndefined();
    await store.editWebhook('wh_2', changes);
    expect(await store.webhooks()).toHaveLength(1);
  });

  test('what was edited meanwhile is left as it is, and the attempts are kept', async () => {
    const { store } = await openStore();
    const webhook = await webhookAt(store, 'wh_1');
    await store.addWebhook(webhook);
    const attempt = await attemptAt(store, 1);
    await store.editWebhook('wh_1', { failures: 1 }, [attempt], webhook.editedAt);
    expect((await store.findWebhook('wh_1'))?.failures).toBe(1);
    await store.editWebhook('wh_1', { failures: 0, editedAt: webhook.editedAt + 1 });
    await store.editWebhook('wh_1', { failures: 2 }, [attempt], webhook.editedAt);
    expect((await store.findWebhook('wh_1'))?.failures).toBe(0);
    expect(await store.attempts('wh_1', undefined, 10)).toHaveLength(2);
  });

  test('webhooks are listed in the order in which they were added', async () => {
    const { store } = await openStore();
    for (const id of ['wh_z', 'wh_a', 'wh_m']) await store.addWebhook(await webhookAt(store, id));
    await store.editWebhook('wh_z', { state: 'paused' });
    expect((await store.webhooks()).map(({ id }) => id)).toEqual(['wh_z', 'wh_a', 'wh_m']);
    await store.removeWebhook('wh_a');
    await store.removeWebhook('wh_a');
    expect((await store.webhooks()).map(({ id }) => id)).toEqual(['wh_z', 'wh_m']);
  });

  test('attempts are kept with what they change, newest first, and go with their webhook', async () => {
    const { store } = await openStore();
    await store.addWebhook(await webhookAt(store, 'wh_1'));
    await store.addWebhook(await webhookAt(store, 'wh_2'));
    const [first, second] = [await attemptAt(store, 1), await attemptAt(store, 2)];
    const taken = { ...(await attemptAt(store, 3)), status: 200, failedStep: null, detail: '' };
    await store.editWebhook('wh_1', { failures: 2 }, [first, second]);
    await store.editWebhook('wh_1', { failures: 0 }, [taken]);
    await store.editWebhook('wh_2', {}, [second]);
    expect(await store.attempts('wh_1', undefined, 10)).toEqual([
      { ...taken, number: 3 },
      { ...second, number: 2 },
      { ...first, number: 1 },
    ]);
    expect(await store.attempts('wh_1', 3, 1)).toEqual([{ ...second, number: 2 }]);
    expect((await store.findWebhook('wh_1'))?.failures).toBe(0);
    await store.removeWebhook('wh_1');
    await store.addWebhook(await webhookAt(store, 'wh_1'));
    expect(await store.attempts('wh_1', undefined, 10)).toEqual([]);
    expect(await store.attempts('wh_2', undefined, 10)).toHaveLength(1);
  });

  test('the last attempts are kept, older ones go', async () => {
    const { store } = await openStore();
    await store.addWebhook(await webhookAt(store, 'wh_1'));
    const attempt = await attemptAt(store, 1);
    const many = Array.from({ length: 400 }, () => attempt);
    for (let round = 0; round < 4; round += 1) await store.editWebhook('wh_1', {}, many);
    const kept = await store.attempts('wh_1', undefined, 5000);
    expect(kept.length).toBeGreaterThanOrEqual(keptAttempts);
    expect(kept.length).toBeLessThanOrEqual(2 * keptAttempts);
    expect(kept.map(({ number }) => number)).toEqual(kept.map((_, index) => 1600 - index));
  });

  test('webhooks outlive the process', async () => {
    const { store, reopen } = await openStore();
    const webhook = await webhookAt(store, 'wh_1');
    await store.addWebhook(webhook);
    const reopened = await reopen();
    expect(plain(await reopened.findWebhook('wh_1'))).toEqual(plain(webhook));
  });
}
