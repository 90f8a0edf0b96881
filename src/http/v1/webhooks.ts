import type { FastifyInstance } from 'fastify';
import { toFeedStart } from '../../contract/v1/feed-start.js';
import {
  createWebhook,
  deleteWebhook,
  editWebhook,
  getWebhook,
  listDeliveries,
  listWebhooks,
  replayWebhook,
  rotateWebhookSecret,
  testWebhook,
  toAttemptReply,
  toMadeWebhookReply,
  toWebhookReply,
} from '../../contract/v1/webhooks.js';
import { GuanzhuError } from '../../domain/errors.js';
import type { FollowGraph } from '../../domain/graph.js';
import { type Callers, serveCall } from './serve-call.js';
import { whileWanted } from './while-wanted.js';

/** What owners do with their webhooks. */
export function routeWebhooks(
  app: FastifyInstance,
  callers: Callers,
  graph: FollowGraph,
  closing: AbortSignal,
): void {
  serveCall(app, callers, createWebhook, async ({ caller, body: { after, from, ...wanted } }) =>
    toMadeWebhookReply(
      await graph.createWebhook(caller, {
        ...wanted,
        start: toFeedStart(after, from),
      }),
    ),
  );
  serveCall(app, callers, listWebhooks, async ({ caller }) => ({
    items: (await graph.listWebhooks(caller)).map(toWebhookReply),
  }));
  serveCall(app, callers, getWebhook, async ({ caller, params: { id } }) =>
    toWebhookReply(await graph.getWebhook(caller, id)),
  );
  serveCall(app, callers, editWebhook, async ({ caller, params: { id }, body }) =>
    toWebhookReply(await graph.editWebhook(caller, id, body)),
  );
  serveCall(app, callers, deleteWebhook, async ({ caller, params: { id } }) => {
    await graph.deleteWebhook(caller, id);
    return {};
  });
  serveCall(app, callers, rotateWebhookSecret, async ({ caller, params: { id }, body }) =>
    toMadeWebhookReply(await graph.rotateWebhookSecret(caller, id, body.overlapSeconds)),
  );
  serveCall(app, callers, replayWebhook, async ({ caller, params, body: { after, from } }) => {
    const start = toFeedStart(after, from);
    // Everything again is too much to be done by leaving something out.
    if (start === undefined) throw new GuanzhuError('parameter_missing', { field: 'after' });
    return toWebhookReply(await graph.replayWebhook(caller, params.id, start));
  });
  serveCall(app, callers, testWebhook, async ({ caller, params: { id }, reply }) => ({
    ...(await graph.testWebhook(caller, id, whileWanted(reply, closing))),
  }));
  serveCall(app, callers, listDeliveries, async ({ caller, params: { id }, query }) => {
    const { limit, cursor = '' } = query;
    const { items, nextCursor } = await graph.listDeliveries(caller, id, { limit, cursor });
    return { items: items.map(toAttemptReply), nextCursor, hasMore: nextCursor !== '' };
  });
}
