import { createHmac } from 'node:crypto';
import { toChangeItem } from '../contract/v1/changes.js';
import type { Change } from '../domain/change.js';
import type { Revision } from '../domain/revision.js';
import type { Micros } from '../domain/time.js';
import type { WebhookSecrets } from '../domain/webhook-store.js';
import type { Message } from './pinned-post.js';

/** The id of the message that brings a change: the same whenever it is sent. */
export function messageId(webhook: string, revision: Revision): string {
  return `msg_${webhook}_${revision}`;
}

export function changeBody(change: Change): string {
  const timestamp = new Date(Math.floor(change.at / 1000)).toISOString();
  return JSON.stringify({ type: change.type, timestamp, data: toChangeItem(change) });
}

export function testBody(webhook: string, now: Micros): string {
  const timestamp = new Date(Math.floor(now / 1000)).toISOString();
  return JSON.stringify({ type: 'test', timestamp, data: { webhook } });
}

/** Signs a message as Standard Webhooks 1.0 says, with every secret that has not ended. */
export function sign(
  id: string,
  body: string,
  { current, previous }: WebhookSecrets,
  now: Micros,
): Message {
  const timestamp = Math.floor(now / 1_000_000);
  const keys = previous && previous.expiresAt > now ? [current, previous.value] : [current];
  const signatures = keys.map(
    (key) =>
      `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`,
  );
  return {
    body,
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signatures.join(' '),
    },
  };
}
