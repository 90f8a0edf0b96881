import type { FastifyInstance } from 'fastify';
import {
  deleteAccount,
  deleteBlock,
  getAccount,
  getBlock,
  putBlock,
  removeFollower,
  setAccountState,
  toAccountReply,
} from '../../contract/v1/account.js';
import { readAsOf } from '../../contract/v1/as-of.js';
import {
  batchFollows,
  checkRelations,
  followLists,
  readFollowRow,
  toListReply,
  toRowReply,
} from '../../contract/v1/follows.js';
import { getHistory, readHistoryRequest, toBucketReply } from '../../contract/v1/history.js';
import { followSides } from '../../domain/follow-reads.js';
import type { FollowGraph } from '../../domain/graph.js';
import type { Micros } from '../../domain/time.js';
import { readIdempotencyKey } from '../idempotency-key.js';
import { type Callers, serveCall } from './serve-call.js';

/** Accounts, lists, relations, batches and blocks. */
export function routeGraph(
  app: FastifyInstance,
  callers: Callers,
  graph: FollowGraph,
  now: () => Micros,
): void {
  serveCall(app, callers, getAccount, async ({ params: { username }, query }) =>
    toAccountReply(await graph.getAccount(username, readAsOf(query.asOf))),
  );
  for (const side of followSides) {
    serveCall(app, callers, followLists[side], async ({ params: { username }, query }) => {
      const { limit, order, cursor = '' } = query;
      const asOf = readAsOf(query.asOf);
      const request = { side, limit, order, cursor, ...(asOf && { asOf }) };
      return toListReply(await graph.listFollows(username, request));
    });
  }
  serveCall(app, callers, getHistory, async ({ params: { username }, query }) => {
    const request = readHistoryRequest(query, now());
    const { items, revision } = await graph.readHistory(username, request);
    return { items: items.map((item) => toBucketReply(item, query.tz)), revision };
  });
  serveCall(app, callers, checkRelations, async ({ body: { pairs, asOf } }) => {
    const { relations, revision } = await graph.checkRelations(pairs, readAsOf(asOf));
    return { relations: relations.map((relation) => ({ ...relation, revision })) };
  });
  serveCall(app, callers, batchFollows, async ({ caller, body: { rows, dryRun }, request }) => {
    const idempotencyKey = readIdempotencyKey(request);
    const results = await graph.writeFollows(caller, rows.map(readFollowRow), {
      dryRun,
      ...(idempotencyKey !== undefined && { idempotencyKey }),
    });
    return { rows: results.map(toRowReply), dryRun };
  });
  serveCall(app, callers, removeFollower, ({ caller, params: { username, follower } }) =>
    graph.removeFollower(caller, username, follower),
  );
  serveCall(app, callers, getBlock, async ({ caller, params: { username, other } }) => {
    const blockedAt = await graph.blockedAt(caller, username, other);
    return { blocked: blockedAt !== undefined, blockedAt: blockedAt ?? null };
  });
  serveCall(app, callers, putBlock, ({ caller, params: { username, other } }) =>
    graph.setBlock(caller, username, other, true),
  );
  serveCall(app, callers, deleteBlock, ({ caller, params: { username, other } }) =>
    graph.setBlock(caller, username, other, false),
  );
  serveCall(app, callers, setAccountState, ({ params: { username }, body: { state } }) =>
    graph.setAccountState(username, state),
  );
  serveCall(app, callers, deleteAccount, ({ params: { username } }) =>
    graph.setAccountState(username, 'deleted'),
  );
}
