import type { FastifyInstance } from 'fastify';
import { checkNewIdentifier } from '../../contract/new-identifier.js';
import { toAccountReply } from '../../contract/v1/account.js';
import { createAccount, editAccount, listAccounts } from '../../contract/v1/account-directory.js';
import type { FollowGraph } from '../../domain/graph.js';
import { type Callers, serveCall } from './serve-call.js';

/** What the administrator does with accounts. */
export function routeAccounts(app: FastifyInstance, callers: Callers, graph: FollowGraph): void {
  serveCall(app, callers, createAccount, async ({ body }) => {
    if (body.username !== undefined) checkNewIdentifier('username', body.username);
    return toAccountReply(await graph.createAccount(body));
  });
  serveCall(app, callers, listAccounts, async ({ query: { query, limit, cursor = '' } }) => {
    const page = { limit, cursor };
    const { items, nextCursor } =
      query === undefined ? await graph.listAccounts(page) : await graph.findAccounts(query, page);
    return {
      items: items.map(({ account: { username, profile }, state }) => ({
        username,
        nickname: profile.nickname,
        headUrl: profile.headUrl,
        state,
      })),
      nextCursor,
      hasMore: nextCursor !== '',
    };
  });
  serveCall(app, callers, editAccount, async ({ params: { username }, body }) =>
    toAccountReply(await graph.editAccount(username, body)),
  );
}
