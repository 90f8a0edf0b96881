import type { FastifyInstance } from 'fastify';
import {
  addIdentity,
  createDevice,
  deleteDevice,
  getDevice,
  listDevices,
  removeIdentity,
  setDeviceOnline,
  toDeviceReply,
  toMadeDeviceReply,
} from '../../contract/v1/devices.js';
import type { FollowGraph } from '../../domain/graph.js';
import { type Callers, serveCall } from './serve-call.js';

/** What the administrator does with devices. */
export function routeDevices(app: FastifyInstance, callers: Callers, graph: FollowGraph): void {
  serveCall(app, callers, createDevice, async ({ body: { appId, tenant, identities } }) =>
    toMadeDeviceReply(
      await graph.createDevice({
        tenant: { id: tenant },
        identities: identities.map(({ username, roleType }) => ({
          username,
          roleType: roleType,
        })),
        ...(appId !== undefined && { appId }),
      }),
    ),
  );
  serveCall(app, callers, listDevices, async ({ query: { limit, cursor = '' } }) => {
    const { items, nextCursor } = await graph.listDevices({ limit, cursor });
    return { items: items.map(toDeviceReply), nextCursor, hasMore: nextCursor !== '' };
  });
  serveCall(app, callers, getDevice, async ({ params: { appId } }) =>
    toDeviceReply(await graph.getDevice(appId)),
  );
  serveCall(app, callers, setDeviceOnline, async ({ params: { appId }, body: { online } }) => {
    await graph.setOnline(appId, online);
    return { appId, online };
  });
  serveCall(app, callers, deleteDevice, async ({ params: { appId } }) => {
    await graph.deleteDevice(appId);
    return {};
  });
  serveCall(app, callers, addIdentity, async ({ params: { appId, username }, body }) =>
    toDeviceReply(await graph.addIdentity(appId, username, body.roleType)),
  );
  serveCall(app, callers, removeIdentity, async ({ params: { appId, username } }) =>
    toDeviceReply(await graph.removeIdentity(appId, username)),
  );
}
