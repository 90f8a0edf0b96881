import type { Caller } from '../domain/caller.js';
import type { Page, PageRequest } from '../domain/directory.js';
import { GuanzhuError } from '../domain/errors.js';
import type { FeedStart } from '../domain/feed.js';
import type {
  DeliveryAttempt,
  MadeWebhook,
  NewWebhook,
  TestDelivery,
  Webhook,
  WebhookEdit,
  Webhooks,
} from '../domain/webhook.js';
import type { WebhookRecord } from '../domain/webhook-store.js';
import type { CallbackTargets } from './callback-targets.js';
import { Couriers } from './couriers.js';
import type { CursorSeal } from './cursor-seal.js';
import type { FeedService } from './feed-service.js';
import { toDelivery } from './pinned-post.js';
import { readPage } from './sealed-page.js';
import { WebhookCourier, type WebhookCourierOptions } from './webhook-courier.js';
import { messageId, sign, testBody } from './webhook-message.js';

export interface WebhookServiceOptions extends WebhookCourierOptions {
  readonly feed: FeedService;
  readonly targets: CallbackTargets;
  readonly seal: CursorSeal;
}

/** How many webhooks a tenant, or the administrator, has at most. */
const mostWebhooks = 50;
/** What a webhook is given another chance with. */
const rested = { failures: 0, failingSince: null, nextAttemptAt: null } as const;

/** Webhooks, and the couriers that serve them. */
export class WebhookService implements Webhooks {
  readonly #options: WebhookServiceOptions;
  readonly #couriers: Couriers<WebhookCourier>;

  constructor(options: WebhookServiceOptions) {
    this.#options = options;
    this.#couriers = new Couriers((id) => new WebhookCourier(id, options));
  }

  /**
   * Begins where every webhook stopped last. Called again, it takes up what other processes have done to
   * the webhooks since.
   */
  start(): Promise<void> {
    return this.#couriers.match(async () => {
      const active = (await this.#options.store.webhooks()).filter(
        ({ state }) => state === 'active',
      );
      return new Map(active.map(({ id, editedAt }) => [id, String(editedAt)]));
    });
  }

  /** Breaks off every delivery; what was not taken is sent at the next start. */
  pause(): Promise<void> {
    return this.#couriers.pause();
  }

  async createWebhook(
    caller: Caller,
    { url, start, description, types, accounts }: NewWebhook,
  ): Promise<MadeWebhook> {
    const { store, targets, feed, clock, randomise } = this.#options;
    await targets.admit(url, 'url');
    const deliveredTo = await feed.placeOf(start);
    const owner = caller.kind === 'tenant' ? caller.tenant : null;
    const now = clock.now();
    const record: WebhookRecord = {
      id: `wh_${Buffer.from(randomise(new Uint8Array(9))).toString('base64url')}`,
      ...{ owner, url, description, types, accounts, deliveredTo },
      ...rested,
      state: 'active',
      createdAt: now,
      editedAt: now,
      secrets: { current: this.#newSecret(), previous: null },
    };
    await this.#couriers.change(record.id, async () => {
      // Counted here, where webhooks are made one after another.
      const own = (await store.webhooks()).filter((each) => each.owner?.id === owner?.id);
      if (own.length >= mostWebhooks) {
        throw new GuanzhuError('too_many_webhooks', { limit: String(mostWebhooks) });
      }
      await store.addWebhook(record);
    });
    return toMade(record);
  }

  async listWebhooks(caller: Caller): Promise<readonly Webhook[]> {
    const all = await this.#options.store.webhooks();
    return all.filter((webhook) => isFor(caller, webhook)).map(toWebhook);
  }

  async getWebhook(caller: Caller, id: string): Promise<Webhook> {
    return toWebhook(await this.#find(caller, id));
  }

  async editWebhook(
    caller: Caller,
    id: string,
    { paused, ...changes }: WebhookEdit,
  ): Promise<Webhook> {
    await this.#find(caller, id);
    if (changes.url !== undefined) await this.#options.targets.admit(changes.url, 'url');
    const state = paused === undefined ? {} : pausedState(paused);
    return this.#edit(caller, id, () => ({ ...changes, ...state }));
  }

  async deleteWebhook(caller: Caller, id: string): Promise<void> {
    await this.#find(caller, id);
    await this.#couriers.change(id, () => this.#options.store.removeWebhook(id));
  }

  async rotateWebhookSecret(caller: Caller, id: string, overlap: number): Promise<MadeWebhook> {
    const expiresAt = this.#options.clock.now() + overlap * 1_000_000;
    const current = this.#newSecret();
    await this.#edit(caller, id, ({ secrets }) => ({
      secrets: { current, previous: { value: secrets.current, expiresAt } },
    }));
    return toMade(await this.#find(caller, id));
  }

  async replayWebhook(caller: Caller, id: string, start: FeedStart): Promise<Webhook> {
    await this.#find(caller, id);
    const deliveredTo = await this.#options.feed.placeOf(start);
    return this.#edit(caller, id, () => ({ deliveredTo, ...rested }));
  }

  async testWebhook(caller: Caller, id: string, signal: AbortSignal): Promise<TestDelivery> {
    const { clock, post, randomise } = this.#options;
    const { url, secrets } = await this.#find(caller, id);
    const at = clock.now();
    const nonce = Buffer.from(randomise(new Uint8Array(9))).toString('base64url');
    const message = sign(`msg_${id}_test_${nonce}`, testBody(id, at), secrets, at);
    const result = await post(new URL(url), message, signal);
    return toDelivery(result, at, clock.now());
  }

  async listDeliveries(
    caller: Caller,
    id: string,
    page: PageRequest,
  ): Promise<Page<DeliveryAttempt>> {
    const { store, seal } = this.#options;
    await this.#find(caller, id);
    const { items, nextCursor } = await readPage(
      seal,
      ['deliveries', id],
      page,
      (after, limit) => store.attempts(id, after === undefined ? undefined : Number(after), limit),
      ({ number }) => String(number),
    );
    const shown = items.map(({ number: _, ...attempt }) => ({
      messageId: messageId(id, attempt.revision),
      ...attempt,
    }));
    return { items: shown, nextCursor };
  }

  async #edit(
    caller: Caller,
    id: string,
    changesOf: (webhook: WebhookRecord) => Partial<Omit<WebhookRecord, 'id'>>,
  ): Promise<Webhook> {
    const { store, clock } = this.#options;
    await this.#couriers.change(id, async () => {
      const webhook = await this.#find(caller, id);
      const editedAt = Math.max(clock.now(), webhook.editedAt + 1);
      await store.editWebhook(id, { ...changesOf(webhook), editedAt });
    });
    return this.getWebhook(caller, id);
  }

  async #find(caller: Caller, id: string): Promise<WebhookRecord> {
    const found = await this.#options.store.findWebhook(id);
    if (!found || !isFor(caller, found)) throw new GuanzhuError('webhook_unknown', { id });
    return found;
  }

  #newSecret(): Uint8Array {
    return this.#options.randomise(new Uint8Array(32));
  }
}

function pausedState(paused: boolean): Partial<WebhookRecord> {
  return paused ? { state: 'paused' } : { state: 'active', ...rested };
}

function isFor(caller: Caller, { owner }: Webhook): boolean {
  return caller.kind === 'admin' || owner?.id === caller.tenant.id;
}

/** Never with the secrets. */
function toWebhook({ secrets: _, editedAt: __, ...webhook }: WebhookRecord): Webhook {
  return webhook;
}

function toMade(record: WebhookRecord): MadeWebhook {
  const secret = `whsec_${Buffer.from(record.secrets.current).toString('base64')}`;
  return { ...toWebhook(record), secret };
}
