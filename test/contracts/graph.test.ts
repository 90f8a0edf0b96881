import { GuanzhuClient } from '#guanzhu/client/index.js';
import { toAccountReply } from '#guanzhu/contract/v1/account.js';
import { readAsOf } from '#guanzhu/contract/v1/as-of.js';
import { toChangesReply } from '#guanzhu/contract/v1/changes.js';
import { readFollowRow, toListReply, toRowReply } from '#guanzhu/contract/v1/follows.js';
import { demo } from '#guanzhu/demo/demo.js';
import type { Caller } from '#guanzhu/domain/caller.js';
import type { FollowGraph } from '#guanzhu/domain/graph.js';
import { engines, startInstanceOn } from '../support/engines.js';
import { startInstance } from '../support/instance.js';
import type { CallersGraph } from './graph/graph-home.js';
import { graphSuite } from './graph-suite.js';

const adminToken = 'test-admin-token-0123456789';

for (const engine of engines) {
  graphSuite(`the service on ${engine}`, async () => {
    const { app, stop } = await startInstanceOn(engine, { adminToken });
    const tenant = await app.graph.authenticate(demo.token);
    return {
      tenant: ofService(app.graph, { kind: 'tenant', tenant }),
      admin: ofService(app.graph, { kind: 'admin' }),
      close: stop,
    };
  });
}

graphSuite('the SDK over HTTP', async () => {
  const { address: baseUrl, stop } = await startInstance({ adminToken });
  return {
    tenant: ofClient(new GuanzhuClient({ baseUrl, token: demo.token })),
    admin: ofClient(new GuanzhuClient({ baseUrl, adminToken })),
    close: stop,
  };
});

function ofService(graph: FollowGraph, caller: Caller): CallersGraph {
  return {
    account: async (username, asOf) =>
      toAccountReply(await graph.getAccount(username, readAsOf(asOf))),
    list: async (side, username, { limit = 100, cursor = '', order = 'newest', asOf }) => {
      const moment = readAsOf(asOf);
      const request = { side, limit, cursor, order, ...(moment && { asOf: moment }) };
      return toListReply(await graph.listFollows(username, request));
    },
    relations: async (pairs, asOf) => {
      const { relations, revision } = await graph.checkRelations(pairs, readAsOf(asOf));
      return relations.map((relation) => ({ ...relation, revision }));
    },
    batch: async (rows, { dryRun = false, idempotencyKey } = {}) => {
      const options = { dryRun, ...(idempotencyKey !== undefined && { idempotencyKey }) };
      const results = await graph.writeFollows(caller, rows.map(readFollowRow), options);
      return results.map((result) => {
        const { error, changed = false, revision = '' } = toRowReply(result);
        return error ? { error } : { changed, revision };
      });
    },
    block: (username, other, blocked) => graph.setBlock(caller, username, other, blocked),
    isBlocked: async (username, other) =>
      (await graph.blockedAt(caller, username, other)) !== undefined,
    removeFollower: (username, follower) => graph.removeFollower(caller, username, follower),
    setState: (username, state) => graph.setAccountState(username, state),
    changes: async (after) => toChangesReply(await graph.readChanges(caller, { after }, 100)),
  };
}

function ofClient({ accounts, follows, relations, changes }: GuanzhuClient): CallersGraph {
  return {
    account: (username, asOf) => accounts.get({ username, ...(asOf !== undefined && { asOf }) }),
    list: (side, username, query) => accounts[side]({ username, ...query }),
    relations: async (pairs, asOf) =>
      (await relations.check({ pairs, ...(asOf !== undefined && { asOf }) })).relations,
    batch: async (rows, { dryRun = false, idempotencyKey } = {}) =>
      (await follows.batch({ rows, dryRun }, { idempotencyKey })).rows,
    block: (username, other, blocked) =>
      blocked ? accounts.block({ username, other }) : accounts.unblock({ username, other }),
    isBlocked: async (username, other) => (await accounts.isBlocked({ username, other })).blocked,
    removeFollower: (username, follower) => accounts.removeFollower({ username, follower }),
    setState: (username, state) =>
      state === 'deleted' ? accounts.delete({ username }) : accounts.setState({ username, state }),
    changes: (after) => changes.list({ after }),
  };
}
