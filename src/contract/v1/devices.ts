import Type, { type Static } from 'typebox';
import type { MadeDevice, OwnedDevice } from '../../domain/directory.js';
import { roleTypes } from '../../domain/identity.js';
import { identifier, integerOf } from '../fields.js';
import { call } from './call.js';
import { appId, cursor, identifierText, limit, username } from './fields.js';
import { tenantWarnings, toTenantWarnings } from './tenant-warnings.js';

const roleType = integerOf(roleTypes, {
  description: '1: WeChat identity, 3: finder',
  default: 3,
});

const deviceReply = Type.Object({
  appId: Type.String(),
  tenant: Type.String(),
  online: Type.Boolean(),
  identities: Type.Array(Type.Object({ username: Type.String(), roleType: Type.Integer() })),
});

const madeReply = Type.Object({ ...deviceReply.properties, warnings: tenantWarnings });

export function toDeviceReply({
  tenant,
  identities,
  ...device
}: OwnedDevice): Static<typeof deviceReply> {
  return { ...device, tenant: tenant.id, identities: [...identities] };
}

export function toMadeDeviceReply({ warnings, ...device }: MadeDevice): Static<typeof madeReply> {
  return { ...toDeviceReply(device), warnings: toTenantWarnings(warnings) };
}

/** `POST /v1/devices`. */
export const createDevice = call({
  method: 'POST',
  path: '/devices',
  operationId: 'createDevice',
  summary: '创建设备',
  description: 'Adds a device to a tenant, with the accounts that it acts as.',
  access: 'admin',
  status: 201,
  body: Type.Object(
    {
      appId: Type.Optional(Type.String({ description: 'Absent: one is made', ...identifier })),
      tenant: identifierText('A tenant'),
      identities: Type.Array(Type.Object({ username, roleType }), { maxItems: 100, default: [] }),
    },
    { examples: [{ tenant: 'demo', identities: [] }] },
  ),
  failures: ['device_exists', 'account_unknown'],
  reply: madeReply,
});

/** `GET /v1/devices`. */
export const listDevices = call({
  method: 'GET',
  path: '/devices',
  operationId: 'listDevices',
  summary: '设备列表',
  description: 'The devices of all tenants, by appId.',
  access: 'admin',
  query: Type.Object({ limit: limit(100, 1000), cursor: Type.Optional(cursor) }),
  reply: Type.Object({
    items: Type.Array(deviceReply),
    nextCursor: Type.String(),
    hasMore: Type.Boolean(),
  }),
});

const one = {
  access: 'admin',
  params: Type.Object({ appId }),
  failures: ['device_unknown'],
} as const;
const identity = {
  path: '/devices/:appId/identities/:username',
  access: 'admin',
  params: Type.Object({ appId, username }),
  failures: ['device_unknown', 'account_unknown'],
  reply: deviceReply,
} as const;

/** `GET /v1/devices/{appId}`. */
export const getDevice = call({
  ...one,
  method: 'GET',
  path: '/devices/:appId',
  operationId: 'getDevice',
  summary: '设备',
  description: 'A device with the accounts that it acts as.',
  etag: true,
  reply: deviceReply,
});

/** `PATCH /v1/devices/{appId}`. */
export const setDeviceOnline = call({
  ...one,
  method: 'PATCH',
  path: '/devices/:appId',
  operationId: 'setDeviceOnline',
  summary: '设置设备在线状态',
  description:
    'Sets whether a device can act: every finder call of one that is offline fails with 微信已离线.',
  body: Type.Object({ online: Type.Boolean() }),
  reply: Type.Object({ appId: Type.String(), online: Type.Boolean() }),
});

/** `DELETE /v1/devices/{appId}`. */
export const deleteDevice = call({
  ...one,
  method: 'DELETE',
  path: '/devices/:appId',
  operationId: 'deleteDevice',
  summary: '删除设备',
  description: 'Ends a device. Its accounts stay, and the ledger goes on naming it.',
  status: 204,
});

/** `PUT /v1/devices/{appId}/identities/{username}`. */
export const addIdentity = call({
  ...identity,
  method: 'PUT',
  operationId: 'addIdentity',
  summary: '设备加账号',
  description: 'Lets a device act as an account.',
  body: Type.Object({ roleType }),
});

/** `DELETE /v1/devices/{appId}/identities/{username}`. */
export const removeIdentity = call({
  ...identity,
  method: 'DELETE',
  operationId: 'removeIdentity',
  summary: '设备去账号',
  description: 'Ends that a device acts as an account.',
});
