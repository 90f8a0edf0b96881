import type { FastifyInstance } from 'fastify';
import { setDeviceOnline } from '../../contract/v1/devices.js';
import type { FollowGraph } from '../../domain/graph.js';
import { type Callers, serveCall } from './serve-call.js';

/** What the administrator does with devices. */
export function routeDevices(app: FastifyInstance, callers: Callers, graph: FollowGraph): void {
  serveCall(app, callers, setDeviceOnline, async ({ params: { appId }, body: { online } }) => {
    await graph.setOnline(appId, online);
    return { appId, online };
  });
}
