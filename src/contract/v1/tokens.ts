import Type, { type Static } from 'typebox';
import type { MadeToken, TokenInfo } from '../../domain/directory.js';
import { int64 } from '../fields.js';
import { call } from './call.js';
import { cursor, identifierText, limit } from './fields.js';
import { tenantWarnings, toTenantWarnings } from './tenant-warnings.js';

const label = Type.String({ description: 'What its owner calls it', default: '', maxLength: 100 });

const tokenInfo = {
  id: Type.String({ description: 'Names the token in these calls' }),
  tenant: Type.String({ description: 'Whose devices it opens' }),
  label: Type.String(),
  lastFour: Type.String({ description: 'Its last four characters' }),
  createdAt: int64({ description: 'Microseconds since 1970; 0 when unknown' }),
  expiresAt: Type.Union([int64(), Type.Null()]),
  suspended: Type.Boolean({ description: 'Whether it is refused until it is taken up again' }),
};
const tokenReply = Type.Object(tokenInfo);
const madeReply = Type.Object({
  token: Type.String({ description: 'The token itself: shown this once' }),
  ...tokenInfo,
  warnings: tenantWarnings,
});

export function toTokenReply({ tenant, ...info }: TokenInfo): Static<typeof tokenReply> {
  return { ...info, tenant: tenant.id };
}

export function toMadeReply({ tenant, warnings, ...info }: MadeToken): Static<typeof madeReply> {
  return { ...info, tenant: tenant.id, warnings: toTenantWarnings(warnings) };
}

const params = Type.Object({ id: identifierText('A token, by its id') });

/** `POST /v1/tokens`. */
export const createToken = call({
  method: 'POST',
  path: '/tokens',
  operationId: 'createToken',
  summary: '创建token',
  description: 'Makes a token, for a tenant or for a new one. It is shown this once.',
  access: 'admin',
  secret: true,
  status: 201,
  body: Type.Object(
    { tenant: Type.Optional(identifierText('A tenant')), label },
    { examples: [{ tenant: 'demo', label: 'shop' }] },
  ),
  reply: madeReply,
});

/** `GET /v1/tokens`. */
export const listTokens = call({
  method: 'GET',
  path: '/tokens',
  operationId: 'listTokens',
  summary: 'token列表',
  description: 'The tokens of the instance, without the tokens themselves.',
  access: 'admin',
  query: Type.Object({ limit: limit(100, 1000), cursor: Type.Optional(cursor) }),
  reply: Type.Object({
    items: Type.Array(tokenReply),
    nextCursor: Type.String(),
    hasMore: Type.Boolean(),
  }),
});

/** `POST /v1/tokens/{id}/rotate`. */
export const rotateToken = call({
  method: 'POST',
  path: '/tokens/:id/rotate',
  operationId: 'rotateToken',
  summary: '轮换token',
  description: 'Makes a token in place of another, which works for overlapSeconds more.',
  access: 'admin',
  secret: true,
  status: 201,
  failures: ['token_unknown'],
  params,
  body: Type.Object({ overlapSeconds: Type.Integer({ default: 0, minimum: 0, maximum: 604_800 }) }),
  reply: madeReply,
});

/** `PATCH /v1/tokens/{id}`. */
export const suspendToken = call({
  method: 'PATCH',
  path: '/tokens/:id',
  operationId: 'suspendToken',
  summary: '停用或恢复token',
  description: 'Refuses a token from now on, as if it were unknown, or takes it up again.',
  access: 'admin',
  status: 204,
  failures: ['token_unknown'],
  params,
  body: Type.Object({ suspended: Type.Boolean() }),
});

/** `DELETE /v1/tokens/{id}`. */
export const deleteToken = call({
  method: 'DELETE',
  path: '/tokens/:id',
  operationId: 'deleteToken',
  summary: '删除token',
  description: 'Ends a token at once, and its callback.',
  access: 'admin',
  status: 204,
  failures: ['token_unknown'],
  params,
});
