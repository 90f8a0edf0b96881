import type { FastifyInstance } from 'fastify';
import { getAudit, startAudit, toAuditReply } from '../../contract/v1/audit.js';
import type { FollowGraph } from '../../domain/graph.js';
import { type Callers, serveCall } from './serve-call.js';

/** What the administrator asks the auditor. */
export function routeAudit(app: FastifyInstance, callers: Callers, graph: FollowGraph): void {
  serveCall(app, callers, getAudit, async () => toAuditReply(await graph.auditState()));
  serveCall(app, callers, startAudit, async () => ({ run: await graph.startAudit() }));
}
