import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { GuanzhuError } from '../../domain/errors.js';
import type { FollowGraph } from '../../domain/graph.js';

const schema = {
  operationId: 'setDeviceOnline',
  summary: '设置设备在线状态',
  description: 'Sets whether a device can act. 离线设备的视频号操作一律返回“微信已离线”。',
  tags: ['v1'],
  params: Type.Object({ appId: Type.String() }),
  headers: Type.Object({ Authorization: Type.String({ examples: ['Bearer {{admin-token}}'] }) }),
  body: Type.Object({ online: Type.Boolean() }),
  response: {
    200: {
      description: 'The device as it is now',
      ...Type.Object({ appId: Type.String(), online: Type.Boolean() }),
    },
  },
};

/** What the administrator does with devices. */
export function routeDevices(app: FastifyInstance, graph: FollowGraph): void {
  app.patch<{ Params: { appId: string } }>('/devices/:appId', { schema }, async (request) => {
    const { appId } = request.params;
    const online = readOnline(request.body);
    await graph.setOnline(appId, online);
    return { appId, online };
  });
}

function readOnline(body: unknown): boolean {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new GuanzhuError('json_invalid');
  }
  if (!('online' in body)) throw new GuanzhuError('parameter_missing', { field: 'online' });
  if (typeof body.online !== 'boolean') {
    throw new GuanzhuError('parameter_invalid', { field: 'online' });
  }
  return body.online;
}
