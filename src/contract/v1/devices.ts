import Type from 'typebox';
import { call } from './call.js';
import { appId } from './fields.js';

/** `PATCH /v1/devices/{appId}`. */
export const setDeviceOnline = call({
  method: 'PATCH',
  path: '/devices/:appId',
  operationId: 'setDeviceOnline',
  summary: '设置设备在线状态',
  description:
    'Sets whether a device can act: every finder call of one that is offline fails with 微信已离线.',
  access: 'admin',
  params: Type.Object({ appId }),
  body: Type.Object({ online: Type.Boolean() }),
  reply: Type.Object({ appId: Type.String(), online: Type.Boolean() }),
});
